"""The steps of a visit, as staff and resident take them."""

import re

from build.sample_city.people import STAFF
from card_reader.simulated.persons import BY_KEY
from tests.e2e.conftest import Counter, SampleCity, every_byte
from tests.e2e.tablet import Tablet

STAFF_PIN = "258036"
NUMBER = re.compile(r"(?:[2-9][ 、-]*){12}")


def sign_in(tablet: Tablet, *, begin: bool = True) -> None:
    tablet.sees(re.compile("お名前をえらんでください|こちらで使う"))
    if "こちらで使う" in tablet.text():
        tablet.press("こちらで使う")
    tablet.press(STAFF[0].name)
    tablet.type(STAFF[0].passphrase)
    tablet.press("サインイン", exact=True)
    tablet.sees("あたらしい方")
    choose_staff_pin(tablet)
    tablet.picture("home")
    if not begin:
        return
    tablet.press("あたらしい方")
    tablet.sees("どの方法で確認しますか")


def choose_staff_pin(tablet: Tablet) -> None:
    """Choose the PIN that takes the tablet back, where this member of staff has none yet."""
    if "暗証番号を決める" not in tablet.text():
        return
    tablet.press("暗証番号を決める")
    for label, button in (
        ("新しい職員の暗証番号", "つぎへ"),
        ("もう一度", "この暗証番号に決める"),
    ):
        tablet.sees(label)
        tablet.keys(STAFF_PIN)
        tablet.picture("staff-pin")
        tablet.press(button)
    tablet.sees("職員の暗証番号を決めました")


def same_person(tablet: Tablet, name: str = "gate") -> None:
    """Say at the gate that it is the person whose visit it is."""
    tablet.sees("いま画面の前にいる")
    tablet.picture(name)
    tablet.press("はい、同じ方です")


def witness(tablet: Tablet) -> None:
    """Confirm what the resident said, with the PIN of the member of staff."""
    tablet.press("口頭で確認")
    tablet.sees("職員の暗証番号")
    tablet.keys(STAFF_PIN)
    tablet.picture("spoken")
    tablet.press("たしかに聞きました")


def identify_by_card(tablet: Tablet, city: SampleCity, person: str) -> None:
    city.cards.put(person)
    tablet.press("暗証番号なし")
    tablet.sees("照合番号B")
    tablet.keys(BY_KEY[person].verification_b)
    tablet.picture("verification-b")
    tablet.press("読みとる")
    tablet.sees("写真とご本人の顔をくらべてください")
    tablet.picture("card-seen")
    tablet.press("同じ方です")


def come_alone(tablet: Tablet) -> None:
    tablet.sees("どなたが来ていますか")
    tablet.press("ご本人")
    tablet.picture("actor")
    tablet.press("手続きをえらぶ", exact=True)


def come_back(tablet: Tablet, city: SampleCity) -> None:
    """Come alone with the card of taro, for what was looked up."""
    tablet.sees("どの方法で確認しますか")
    identify_by_card(tablet, city, "taro")
    come_alone(tablet)


def come_alone_for(tablet: Tablet, procedure: str) -> None:
    come_alone(tablet)
    tablet.sees("どの手続きをしますか")
    tablet.press(procedure)
    tablet.picture("procedures")
    tablet.press("はじめる", exact=True)
    tablet.sees("お渡し")
    tablet.picture("hand-over")
    tablet.press("ご本人が操作する")


def about(tablet: Tablet, name: str, born: tuple[str, str, str]) -> None:
    """Fill the page with name and birth date, of the era 昭和, and go on."""
    tablet.sees("お名前")
    tablet.type(name)
    tablet.press("昭和")
    for place, part in enumerate(born, 4):  # behind 姓, 名 and their readings
        tablet.type(part, place)
    tablet.press("つぎへ")


def bus_tickets(tablet: Tablet) -> None:
    tablet.sees("昼間につながる電話番号")
    tablet.picture("question-phone")
    tablet.press("わからない")
    tablet.press("つぎへ")
    tablet.sees("何冊いりますか")
    tablet.type("11")
    tablet.press("つぎへ")
    tablet.sees("1から10までの数")
    tablet.picture("question-refused")
    tablet.type("2")
    tablet.press("つぎへ")
    tablet.sees("どこで受け取りますか")
    tablet.press("公民館")
    tablet.picture("question-choice")
    tablet.press("現金")
    tablet.press("つぎへ")


def check_and_hear(tablet: Tablet) -> None:
    tablet.sees("答えの確認")
    tablet.picture("check")
    tablet.press("これでよい")
    tablet.sees("これで合っていますか")
    for _ in range(20):
        before = tablet.text()
        tablet.press("はい", exact=True)
        tablet.turns_from(before)
        if "いま画面の前にいる" in tablet.text():
            break
    same_person(tablet, "before-the-seal")
    tablet.sees("どの方法で確認しますか")
    tablet.picture("confirm")


def confirm_by_word(tablet: Tablet) -> None:
    check_and_hear(tablet)
    witness(tablet)


def draw_a_name(tablet: Tablet) -> None:
    """Write two strokes with a finger."""
    for x, y in ((200, 420), (400, 400)):
        tablet.page.mouse.move(x, y)
        tablet.page.mouse.down()
        for step in range(12):
            tablet.page.mouse.move(x + 15 * step, y + (step % 3) * 20)
            tablet.page.wait_for_timeout(25)
        tablet.page.mouse.up()
        tablet.page.wait_for_timeout(300)
    tablet.page.wait_for_timeout(400)


def finish(tablet: Tablet) -> None:
    """End the visit; the resident hands the tablet back, and staff are at home again."""
    tablet.press("相談を終わる")
    tablet.sees("職員にもどします")
    tablet.picture("hand-back")
    tablet.keys(STAFF_PIN)
    tablet.press("職員の画面へ")
    tablet.sees("あたらしい方")


def sealed_number(tablet: Tablet) -> str:
    tablet.sees("この番号を控えてください")
    tablet.picture("sealed")
    found = NUMBER.search(tablet.text())
    assert found, tablet.text()
    return re.sub(r"[^2-9]", "", found[0])


def no_canary(city: Counter, *canaries: str) -> None:
    held = every_byte(city.layout.tablet) + every_byte(city.layout.logs)
    for canary in canaries:
        assert canary.encode() not in held, "a resident's value lies on the tablet's disk"
