"""Tells text that gives orders to a language model from text that says something to people.

Whoever can put a file into the knowledge base can write such orders into it. They are never quoted
as an answer. This is no defence by itself: what a generative engine writes is checked against its
sources, and an order in other words than these stays undetected.
"""

import re

_MODEL = r"(?:AI|A\.I\.|LLM|language model|assistant|chat ?bot)s?"
_ENGLISH = re.compile(
    # "System: Windows 11" and "Assistant: Mary Jones" are no orders.
    rf"^\W*(?:system|user|{_MODEL})\s*[:>\]]\W*(?:you|please|always|never|do not|from now|ignore"
    r"|tell|say|ask|answer|reply|respond|reveal|add|append|mention|write|print|output)\b"
    rf"|\b(?:to|for|attention|dear|hey)\W+(?:(?:the|any|all|every|whatever)\W+)?{_MODEL}\b\W*"
    r"(?:[:,!]|who|that|which|reading)"
    r"|\b(?:ignore|disregard|forget|override)\W+(?:\w+\W+){0,3}(?:previous|prior|above|earlier|"
    r"preceding|system|your)\W+(?:\w+\W+){0,2}(?:instructions?|prompts?)\b"
    rf"|\byou are (?:now )?(?:an? )?(?:unrestricted |helpful )?{_MODEL}\b",
    re.IGNORECASE,
)
_CHINESE_MODEL = r"(?:智能|AI|语音|聊天)?助手|人工智能|(?:大型?)?语言模型|大模型|(?:聊天)?机器人"
_CHINESE = re.compile(
    rf"^\W*(?:系统|用户|{_CHINESE_MODEL})\s*[:：]\s*(?:你|请你|从现在|今后|忽略|始终|务必)"
    rf"|(?:致|给|告知|提醒|各位|所有)(?:{_CHINESE_MODEL})(?:们)?\s*[:：，,]"
    rf"|(?:{_CHINESE_MODEL})(?:们)?请(?:注意|务必|记住)"
    r"|(?:忽略|无视|忘记|忘掉|覆盖)[^。，]{0,8}(?:指令|指示|提示词|系统提示)"
    r"|你(?:现在)?是(?:一个|一名)?(?:没有限制的)?(?:AI|人工智能|大?语言模型|聊天机器人)"
)


def orders_a_model(text: str) -> bool:
    """Tell whether a sentence is addressed to a language model rather than to people."""
    return bool(_ENGLISH.search(text) or _CHINESE.search(text))
