"""Text files of any encoding, and bytes that are no text."""

import gzip
import io
import random
import zlib

import pytest
from PIL import Image

from galley.extract import extract
from galley.extract.encodings import decode

GERMAN = "Die Prüfung umfasst alle Verträge. Übergaben müssen schriftlich bestätigt werden, größere zweimal („§ 4“).\n"
FRENCH = (
    "Le prestataire s’engage à exécuter les travaux décrits ci-après. Le délai de réalisation, fixé à trois mois, "
    "court dès la réception de la commande ; les pénalités sont plafonnées à 5 % du marché. Où l’été est plutôt sec.\n"
)
SPANISH = (
    "El proveedor entregará la mercancía en el plazo señalado. ¿Qué ocurre si no cumple? Indemnización según año.\n"
)
PORTUGUESE = (
    "A contratação não poderá ser rescindida sem notificação prévia; as obrigações são mútuas até à conclusão.\n"
)
DANISH = (
    "Køberen skal betale beløbet inden 30 dage. Sælgeren må ikke ændre prisen, når aftalen først er indgået på ny.\n"
)
POLISH = "Wykonawca zobowiązuje się do należytego wykonania usług. Każda ze stron może rozwiązać umowę, jeżeli żąda.\n"
CZECH = "Zhotovitel se zavazuje provést dílo řádně a včas. Smluvní strany se dohodly, že spory budou řešeny u soudu.\n"
HUNGARIAN = (
    "A szerződő felek megállapodnak abban, hogy a teljesítési határidő harminc nap. Kötbér fizetendő, ha késő.\n"
)
TURKISH = (
    "Sözleşmenin tarafları aşağıdaki hükümleri kabul etmiştir. Ödeme, faturanın alınmasından sonra yapılır, değil mi?\n"
)
LITHUANIAN = (
    "Šalys susitarė, kad paslaugų teikėjas įsipareigoja laiku atlikti visus darbus. Ginčai sprendžiami teisme.\n"
)
RUSSIAN = (
    "Исполнитель обязуется оказать услуги в срок, установленный договором. Стороны несут ответственность по закону.\n"
)
UKRAINIAN = (
    "Виконавець зобов'язується надати послуги у строк, встановлений договором. Її обов'язки є чинними з цього дня.\n"
)
GREEK = (
    "Ο ανάδοχος υποχρεούται να εκτελέσει τις εργασίες εντός της προθεσμίας που ορίζεται στη σύμβαση. Ή αλλιώς όχι.\n"
)
HEBREW = "הספק מתחייב לבצע את העבודות בהתאם להסכם זה. הצדדים מסכימים כי כל מחלוקת תובא בפני בית המשפט המוסמך.\n"
ARABIC = "يلتزم المورد بتنفيذ الأعمال وفقا لهذا العقد. اتفق الطرفان على أن أي نزاع يعرض على المحكمة المختصة.\n"
THAI = "ผู้ให้บริการตกลงดำเนินการตามสัญญานี้ให้แล้วเสร็จภายในกำหนดเวลา และคู่สัญญายอมรับเงื่อนไขทั้งหมด\n"
JAPANESE = (
    "第1条 乙は、本契約に定める期限までに業務を完了するものとする。甲乙は、誠意をもって協議し、これを解決する。\n"
)
CHINESE = "第一条 乙方应当在本合同约定的期限内完成全部工作。双方同意，因本合同引起的争议由人民法院管辖。\n"
TAIWANESE = "第一條 乙方應於本合約約定之期限內完成全部工作。雙方同意，因本合約所生之爭議由地方法院管轄。\n"
KOREAN = "제1조 공급자는 본 계약에서 정한 기한 내에 모든 업무를 완료하여야 한다. 당사자는 이에 동의하고 서명한다.\n"
SAMPLES = [
    *[(GERMAN, e) for e in ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman")],
    *[(FRENCH, e) for e in ("utf-16-le", "utf-16-be", "cp1252", "mac_roman")],
    *[(SPANISH, e) for e in ("utf-32-le", "cp1252", "iso8859-1", "mac_roman")],
    *[(PORTUGUESE, e) for e in ("cp1252", "cp850")], *[(DANISH, e) for e in ("cp1252", "mac_roman")],
    *[(POLISH, e) for e in ("cp1250", "iso8859-2")], *[(CZECH, e) for e in ("cp1250", "iso8859-2")],
    *[(HUNGARIAN, e) for e in ("cp1250", "iso8859-2")], *[(TURKISH, e) for e in ("cp1254", "iso8859-9")],
    (LITHUANIAN, "cp1257"),
    *[(RUSSIAN, e) for e in ("cp1251", "koi8-r", "cp866", "iso8859-5", "utf-16-le")],
    *[(UKRAINIAN, e) for e in ("cp1251", "koi8-u")], *[(GREEK, e) for e in ("cp1253", "iso8859-7")],
    (HEBREW, "cp1255"), *[(ARABIC, e) for e in ("cp1256", "iso8859-6")], (THAI, "cp874"),
    *[(JAPANESE, e) for e in ("shift_jis", "euc-jp", "iso-2022-jp", "utf-16-be")],
    *[(CHINESE, e) for e in ("gb18030", "gb2312", "utf-16-le", "utf-8")],
    *[(TAIWANESE, e) for e in ("big5", "gb18030")],
    (KOREAN, "cp949"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), SAMPLES, ids=lambda value: value[:12].strip())
def test_a_paragraph_is_read_in_the_encoding_in_which_it_was_written(text: str, encoding: str) -> None:
    assert extract("a.txt", text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_few_letters_in_much_english_are_enough(encoding: str) -> None:
    text = (
        "The café will be open on Monday. Its owner, Mr Müller, said so.\r\n" + "All of this is plain English.\r\n" * 40
    )
    assert decode(text.encode(encoding)) == text


def test_western_signs_are_read_without_any_letter() -> None:
    text = "The supplier’s fee is £500 – payable within “30 days” of © notice. Nothing else is due.\n"
    assert decode(text.encode("cp1252")) == text


def test_a_damaged_byte_does_not_make_utf_8_another_encoding() -> None:
    data = bytearray((RUSSIAN * 5).encode())
    data[101] ^= 0xFF
    text = decode(bytes(data))
    assert text is not None
    assert text.startswith("Исполнитель")
    assert text.endswith(RUSSIAN)


def test_a_text_cut_in_the_middle_of_a_character_is_still_read() -> None:
    assert (decode((JAPANESE * 3).encode("utf-8")[:-3]) or "").startswith(JAPANESE)
    assert (decode((JAPANESE * 3).encode("euc-jp")[:-2]) or "").startswith(JAPANESE)


def noise(seed: int, letters: bytes, size: int = 4000) -> bytes:
    """Bytes that mean nothing."""
    return bytes(random.Random(seed).choices(letters, k=size))


def picture(form: str) -> bytes:
    target = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(target, form)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        noise(1, bytes(range(256))),
        noise(2, bytes(range(1, 256))),
        noise(3, bytes(range(32, 256))),
        noise(4, bytes(range(128, 256))),
        noise(5, bytes(range(161, 255))),
        noise(6, bytes(range(1, 256)), 300),
        zlib.compress(noise(7, b"abc ", 20_000)).replace(b"\x00", b""),
        gzip.compress(b"words " * 900),
        picture("JPEG").replace(b"\x00", b"")[20:],
        picture("PNG"),
    ],
    ids=["any", "no zeros", "no controls", "high", "two-byte letters", "short", "packed", "gzip", "jpeg", "png"],
)
def test_bytes_that_mean_nothing_are_no_text(data: bytes) -> None:
    assert decode(data) is None


def test_line_ends_tabs_and_page_breaks_are_no_reason_to_refuse() -> None:
    text = "One\rTwo\r\nThree\n\fFour\tfive\x1a"
    assert decode(text.encode()) == text
