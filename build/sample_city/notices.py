"""The sample city's notices to its staff; invented, and in force for the whole fiscal year."""

from datetime import date
from pathlib import Path
from string import Template
from typing import Final

APRIL: Final = 4  # a Japanese fiscal year begins on its first day

TICKETS: Final = Template("""\
id = "keiro_bus_kominkan"
version = $year
level = "important"
procedure = "keiro_bus"
valid_from = $year-04-01
valid_until = $next-03-31

[title]
ja = "敬老バス券は、公民館でも受け取れます"
ja_easy = "バスの 券《けん》を 公民館でも もらえます"
en = "Bus tickets can be collected at community centres too"

[body]
ja = "土曜日と日曜日は休みです。受け取りには、控えの紙を持ってきてもらってください。"
ja_easy = "公民館《こうみんかん》の 休みは 土曜日と 日曜日です。番号の 紙が いります。"
en = "They are closed on Saturday and Sunday. Please ask residents to bring the slip."
""")

LESSON: Final = Template("""\
id = "renshu_card"
version = $year
level = "info"
valid_from = $year-04-01
valid_until = $next-03-31

[title]
ja = "練習カードで、いつでも練習できます"
ja_easy = "れんしゅうカードで いつでも れんしゅう できます"
en = "You can practise with practice cards at any time"

[body]
ja = "はじめての手続きは、見本の人のカードで一度ためしてから出かけましょう。"
ja_easy = "はじめての 手続きは、見本の 人の カードで いちど ためして ください。"
en = "Try a procedure that is new to you with a sample person's card before you set out."
""")

NOTICES: Final = {"keiro_bus_kominkan": TICKETS, "renshu_card": LESSON}


def lay_out(folder: Path, today: date) -> None:
    """Write the notices of the fiscal year that *today* falls in; a year is a version."""
    year = today.year if today.month >= APRIL else today.year - 1
    folder.mkdir()
    for name, text in NOTICES.items():
        content = text.substitute(year=year, next=year + 1)
        (folder / f"{name}.toml").write_text(content, encoding="utf-8")
