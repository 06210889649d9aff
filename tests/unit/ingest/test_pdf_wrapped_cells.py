"""Tables without rules on PDF pages whose cells run over lines: which lines are one row."""

from collections.abc import Iterable
from pathlib import Path

import pymupdf

from ingest.limits import Limits
from ingest.pdf import read_pdf
from tests.unit.ingest.pdf_pages import made, tables, write

Cell = tuple[float, float, str]
"""Where a text stands, from the left and from the top."""


def _read(path: Path, cells: Iterable[Cell], size: float = 10) -> list[list[str]]:
    def draw(page: pymupdf.Page) -> None:
        for x, y, text in cells:
            write(page, x, y, text, size=size, font="china-s")

    return tables(read_pdf(made(path, draw), Limits()))


def test_rows_a_little_further_apart_than_lines_are_rows(tmp_path: Path) -> None:
    cells = [
        (60, 100, "违纪行为"), (200, 100, "第一次"), (330, 100, "第二次"),
        (60, 114.5, "无故迟到或早退十五分"), (200, 114.5, "口头提醒"), (330, 114.5, "书面警告"),
        (60, 127.5, "钟以内"),
        (60, 142, "无故旷工一日"), (200, 142, "书面警告并扣发当日"), (330, 142, "记过"),
        (200, 155, "工资"),
        (60, 169.5, "泄露公司商业秘密情节"), (200, 169.5, "记大过"), (330, 169.5, "解除合同"),
        (60, 182.5, "较轻"),
    ]  # fmt: skip

    (table,) = _read(tmp_path / "a.pdf", cells)

    assert table == [
        "违纪行为 | 第一次 | 第二次",
        "无故迟到或早退十五分钟以内 | 口头提醒 | 书面警告",
        "无故旷工一日 | 书面警告并扣发当日工资 | 记过",
        "泄露公司商业秘密情节较轻 | 记大过 | 解除合同",
    ]


def test_rows_no_further_apart_than_lines_are_told_by_lines_that_had_no_room(
    tmp_path: Path,
) -> None:
    cells = [
        (60, 100, "部门"), (160, 100, "职责"), (400, 100, "负责人"),
        (60, 113, "财务部"), (160, 113, "编制年度预算和决算并负责会计核算与资金管"),
        (400, 113, "张伟"),
        (160, 126, "理工作"),
        (60, 139, "审计部"), (160, 139, "对经济活动进行内部审计"), (400, 139, "李欣"),
        (60, 152, "法务部"), (160, 152, "审查合同文本与规章制度并且处理劳动争议事"),
        (400, 152, "赵敏"),
        (160, 165, "项与诉讼"),
    ]  # fmt: skip

    (table,) = _read(tmp_path / "a.pdf", cells)

    assert table == [
        "部门 | 职责 | 负责人",
        "财务部 | 编制年度预算和决算并负责会计核算与资金管理工作 | 张伟",
        "审计部 | 对经济活动进行内部审计 | 李欣",
        "法务部 | 审查合同文本与规章制度并且处理劳动争议事项与诉讼 | 赵敏",
    ]


def test_cells_in_the_middle_of_taller_ones_are_of_their_row(tmp_path: Path) -> None:
    cells = [
        (60, 100, "序号"), (120, 100, "岗位"), (220, 100, "条件"),
        (60, 127, "1"), (120, 120, "运维工程"), (220, 127, "能适应夜间值班"),
        (120, 134, "师"),
        (60, 154, "2"), (120, 154, "驾驶员"), (220, 154, "五年以上安全驾驶记录"),
        (60, 174, "3"), (120, 174, "会计"), (220, 174, "熟悉税法"),
        (60, 201, "4"), (120, 194, "档案管理"), (220, 201, "相关专业优先"),
        (120, 208, "员"),
        (60, 228, "5"), (120, 228, "出纳"), (220, 228, "熟悉结算业务"),
    ]  # fmt: skip

    (table,) = _read(tmp_path / "a.pdf", cells)

    assert table == [
        "序号 | 岗位 | 条件",
        "1 | 运维工程师 | 能适应夜间值班",
        "2 | 驾驶员 | 五年以上安全驾驶记录",
        "3 | 会计 | 熟悉税法",
        "4 | 档案管理员 | 相关专业优先",
        "5 | 出纳 | 熟悉结算业务",
    ]


def test_rows_below_the_first_of_a_label_are_their_own(tmp_path: Path) -> None:
    cells = [
        (60, 100, "阶段"), (120, 100, "时间"), (220, 100, "工作"),
        (60, 115, "准备"), (120, 115, "三月"), (220, 115, "成立领导小组"),
        (120, 130, "四月至五月"), (220, 130, "动员部署并开展业务培训"),
        (60, 145, "实施"), (120, 145, "六月"), (220, 145, "梳理现有制度"),
        (120, 160, "七月"), (220, 160, "征求意见"),
        (60, 175, "总结"), (120, 175, "十月"), (220, 175, "检查评估"),
    ]  # fmt: skip

    (table,) = _read(tmp_path / "a.pdf", cells)

    assert table[1:4] == [
        "准备 | 三月 | 成立领导小组",
        " | 四月至五月 | 动员部署并开展业务培训",
        "实施 | 六月 | 梳理现有制度",
    ]


def test_columns_of_chinese_text_are_no_table(tmp_path: Path) -> None:
    text = "建设项目需要使用土地的应当符合国土空间规划和用途管制的要求并严格执行有关标准"
    cells = [
        (x, 100 + 14 * row, text[(3 * row + x) % 20 :][:15])
        for row in range(6)
        for x in (50, 220, 390)
    ]

    assert _read(tmp_path / "a.pdf", cells) == []


def test_a_head_set_apart_makes_the_rows_below_it_no_single_one(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for y in (85, 104.5, 172):
            page.draw_line((55, y), (400, y))
        for x, y, text in (
            (60, 98, "事项"), (200, 98, "经办人"), (320, 98, "经理"),
            (60, 120, "一万元以下费用"), (200, 120, "√"),
            (60, 136, "对外担保"), (200, 136, "√"), (320, 136, "√"),
            (60, 152, "人员录用"), (200, 152, "√"),
            (60, 168, "印章使用"), (200, 168, "√"), (320, 168, "√"),
        ):  # fmt: skip
            write(page, x, y, text, font="china-s")

    (table,) = tables(read_pdf(made(tmp_path / "a.pdf", draw), Limits()))

    assert table == [
        "事项 | 经办人 | 经理",
        "一万元以下费用 | √",
        "对外担保 | √ | √",
        "人员录用 | √",
        "印章使用 | √ | √",
    ]


def test_lines_of_one_cell_tell_how_far_rows_are_apart_that_are_set_in_the_middle(
    tmp_path: Path,
) -> None:
    cells = [
        (60, 107, "地区"), (160, 100, "二〇二二"), (160, 113.4, "预算"), (260, 107, "说明"),
        (60, 139.5, "North"), (60, 153, "America"), (160, 146, "1,204"),
        (260, 132.7, "其中新设的两个"), (260, 146, "分支机构在内"), (260, 159.3, "的合计"),
        (60, 175.3, "Europe"), (160, 175.3, "904"), (260, 175.3, "照计划执行"),
        (60, 191.3, "Asia"), (160, 191.3, "504"), (260, 191.3, "推迟"),
    ]  # fmt: skip

    (table,) = _read(tmp_path / "a.pdf", cells, size=12)

    assert table == [
        "地区 | 二〇二二预算 | 说明",
        "North America | 1,204 | 其中新设的两个分支机构在内的合计",
        "Europe | 904 | 照计划执行",
        "Asia | 504 | 推迟",
    ]


def test_cells_set_so_close_that_they_are_one_run_are_cut_where_other_rows_begin_a_column(
    tmp_path: Path,
) -> None:
    rows = [
        ("系统名称", "级别", "备份", "上线"), ("办公系统", "二级", "是", "2019"),
        ("财务系统", "三级", "是", "2017"), ("门户网站", "二级", "否", "2015"),
        ("客户关系管理系统", "三级", "是", "2021"),
    ]  # fmt: skip
    cells = [
        (x, 100 + 25 * at, text)
        for at, row in enumerate(rows)
        for x, text in zip((60, 154, 204, 254), row, strict=True)
    ]

    (table,) = _read(tmp_path / "a.pdf", cells, size=11)

    assert table == [" | ".join(row) for row in rows]


def test_terms_beside_what_they_mean_are_a_table(tmp_path: Path) -> None:
    terms = [
        ("本公司", "指滨江科技股份有限公司"), ("保荐人", "指长江证券有限责任公司"),
        ("承销机构", "指以长江证券有限责任公司为主承销商的承销"),
        ("", "团"), ("公司法", "指中华人民共和国公司法"), ("董事会", "指本公司董事会"),
    ]  # fmt: skip
    cells = [
        (x, 100 + 20 * at, text)
        for at, row in enumerate(terms)
        for x, text in zip((60, 200), row, strict=True)
        if text
    ]

    (table,) = _read(tmp_path / "a.pdf", cells, size=10)

    assert table == [
        "本公司 | 指滨江科技股份有限公司",
        "保荐人 | 指长江证券有限责任公司",
        "承销机构 | 指以长江证券有限责任公司为主承销商的承销团",
        "公司法 | 指中华人民共和国公司法",
        "董事会 | 指本公司董事会",
    ]
