"""Words that carry no content of their own, in English and Chinese."""

from functools import lru_cache

from kb_assistant.answer.engine import Terms

_ENGLISH = """
a about above after again against all also am an and any are aren't as at be because been before
being below between both but by can cannot could couldn't did didn't do does doesn't doing don't
down during each either else ever every few for from further get gets give given go got had has
have having he her here hers him his how i if in into is isn't it its itself just kind know let
like long many may me mean means might more most much must my need no nor not now of off often old
on once one only or other our ours out over own please same shall she should show so some somebody
someone something such tell than that the their theirs them then there these they thing this those
through to too under until up upon us use used using very want was wasn't we were what what's when
where whether which while who whom whose why will with within without won't would yes you your
yours explain describe list name called s t
"""
_CHINESE = """
的 了 是 在 和 与 及 或 由 被 把 对 于 中 有 为 以 其 之 而 也 都 就 还 又 并 但 则 等 个 位 种 次
上 下 里 内 外 后 前 吗 呢 吧 啊 呀 么 嘛 我 我们 你 你们 您 他 她 它 他们 她们 它们 这 那 这个
那个 这些 那些 此 该 本 哪 哪个 哪些 哪里 哪儿 哪一 谁 什么 甚么 怎么 怎样 怎么样 如何 为什么 为何
何 何时 何地 何处 几 几个 多少 多 多大 多长 多久 多高 多远 请 请问 可以 可 能 能够 会 要 需要 应该
应 想 知道 告诉 一个 一种 一些 从 到 向 至 给 让 使 将 所 因 因为 所以 如果 时候 什么样 什么时候
叫做 叫 名叫 称为 被称为 是否 有没有 没有 不 没 很 最 更 只 又是 属于 进行 关于 有关 有关于 以及
哪位 哪种 哪年 哪天 年 月 日 的话 一下 一样 通过 作为 成为 主要 其中 分别 具体 目前 现在 当时 曾
曾经 已 已经 是由 有哪些 是不是 怎么办 介绍 描述 说明 列出 解释 指 指的 是指 意思 含义
"""


@lru_cache(maxsize=8)
def empty_terms(terms: Terms) -> frozenset[str]:
    """Return the terms that say nothing of what a text is about, as `terms` yields them."""
    words = [*_ENGLISH.split(), *_CHINESE.split()]
    # A word that the analysis splits up is left out: its parts may well carry content elsewhere.
    split = (terms(word) for word in words)
    return frozenset(parts[0] for parts in split if len(parts) == 1)


def content_terms(text: str, terms: Terms) -> list[str]:
    """Return the terms of `text` that carry content, in order, repeats kept."""
    empty = empty_terms(terms)
    return [term for term in terms(text) if term not in empty]
