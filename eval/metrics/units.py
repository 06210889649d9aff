"""Units of quantities, and how many of a base unit each is: an hour is 60 minutes, 公斤 is kg."""

CURRENCIES = {
    "USD": ("$", "us$", "usd", "dollar", "dollars", "美元"),
    "EUR": ("€", "eur", "euro", "euros", "欧元"),
    "GBP": ("£", "gbp", "英镑"),
    "CNY": ("¥", "rmb", "cny", "yuan", "元", "块", "人民币"),
    "HKD": ("hk$", "hkd", "港元", "港币"),
    "JPY": ("jpy", "yen", "日元"),
}
PERCENT = "%"
_MEASURES: dict[str, tuple[tuple[float, tuple[str, ...]], ...]] = {
    PERCENT: ((1, ("%", "percent", "per cent", "pct")),),
    "percentage point": ((1, ("percentage points", "percentage point", "个百分点")),),
    "second": (
        (1e-3, ("ms", "milliseconds", "毫秒")),
        (1, ("seconds", "second", "sec", "秒钟", "秒")),
        (60, ("minutes", "minute", "mins", "min", "分钟")),
        (3600, ("hours", "hour", "hrs", "小时", "个小时", "钟头")),
        (86_400, ("days", "day", "天", "日")),
        (604_800, ("weeks", "week", "周", "星期", "个星期")),
    ),
    # A month is no number of days.
    "month": (
        (1, ("months", "month", "个月")),
        (3, ("quarters", "quarter", "个季度")),
        (12, ("years", "year", "yrs", "年")),
    ),
    "metre": (
        (1e-3, ("mm", "millimetres", "millimeters", "毫米")),
        (1e-2, ("cm", "centimetres", "centimeters", "厘米")),
        (1, ("m", "metres", "metre", "meters", "meter", "米")),
        (1e3, ("km", "kilometres", "kilometers", "公里", "千米")),
        (0.0254, ("inches", "inch", "英寸")),
        (0.3048, ("feet", "foot", "ft", "英尺")),
        (1609.344, ("miles", "mile", "英里")),
    ),
    "gram": (
        (1e-3, ("mg", "毫克")),
        (1, ("g", "grams", "gram", "克")),
        (1e3, ("kg", "kilograms", "kilogram", "千克", "公斤")),
        (1e6, ("t", "tons", "ton", "tonnes", "tonne", "吨")),
    ),
    "litre": (
        (1e-3, ("ml", "毫升")),
        (1, ("l", "litres", "litre", "liters", "liter", "升")),
    ),
    "square metre": (
        (1, ("m2", "sqm", "square metres", "square meters", "平方米", "平米")),
        (1e4, ("hectares", "hectare", "公顷")),
        (1e6, ("km2", "square kilometres", "square kilometers", "平方公里")),
    ),
    "byte": (
        (1e3, ("kb",)),
        (1e6, ("mb",)),
        (1e9, ("gb",)),
        (1e12, ("tb",)),
    ),
    "watt": ((1, ("w", "watts", "瓦")), (1e3, ("kw", "kilowatts", "千瓦")), (1e6, ("mw", "兆瓦"))),
    "watt hour": ((1, ("wh",)), (1e3, ("kwh", "千瓦时", "度电"))),
    "degree celsius": ((1, ("°c", "degrees celsius", "摄氏度")),),
}

UNITS: dict[str, tuple[str, float]] = {
    form: (code, 1.0) for code, forms in CURRENCIES.items() for form in forms
} | {
    form: (base, factor)
    for base, scaled in _MEASURES.items()
    for factor, forms in scaled
    for form in forms
}
"""Written form, in small letters → the base unit and how many of it one is."""
