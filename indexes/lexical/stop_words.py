"""English words that say how something is asked, not what about."""

_WORDS = """
a about after an and any are as at be been before being between but by can could did do does
during for from had has have he her here him his how i if in into is it its may me might must my
no not of on or our over she should so some such than that the their them then there these they
this those to under us was we were what when where which who whom whose why will with would you
your ani befor doe dure whi
"""
STOP_WORDS = frozenset(_WORDS.split())
"""As written and as stemmed. They count little in a question. Not so in Chinese: letting particles
and question words count less was tried, and found no more.
"""
