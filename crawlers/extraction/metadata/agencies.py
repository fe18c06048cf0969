"""Wire agencies and desks: who is credited without being a person.

The wire's credit matters twice: it says whose words they are, and two outlets that carry
the same dispatch share it, which duplicate detection wants to know.
"""

from __future__ import annotations

import re
from functools import lru_cache

# canonical name -> how bylines and datelines write it
AGENCIES: dict[str, tuple[str, ...]] = {
    "Reuters": ("Reuters", "Рейтер", "Рейтерс", "Ройтерс", "رویترز", "رويترز", "روئٹرز", "رائٹرز",
        "路透社", "路透", "Reuter", "रॉयटर्स"),
    "AP": ("AP", "Associated Press", "The Associated Press", "Ассошиэйтед Пресс", "АП", "美联社",
        "آسوشیتدپرس", "اسوشیتدپرس", "أسوشيتد برس", "ایسوسی ایٹڈ پریس"),
    "AFP": ("AFP", "Agence France-Presse", "Agence France Presse", "АФП", "Франс Пресс",
        "Франс-Пресс", "法新社", "خبرگزاری فرانسه", "فرانس پرس", "أ ف ب", "فرانس برس", "اے ایف پی"),
    "TASS": ("ТАСС", "TASS", "ИТАР-ТАСС", "ITAR-TASS", "塔斯社", "تاس", "خبرگزاری تاس"),
    "RIA Novosti": ("РИА Новости", "RIA Novosti", "РИА «Новости»", "РИА", "俄新社"),
    "Sputnik": ("Sputnik", "Спутник", "اسپوتنیک", "سبوتنيك", "卫星通讯社"),
    "Interfax": ("Интерфакс", "Interfax", "国际文传电讯社"),
    "Regnum": ("ИА Регнум", "ИА REGNUM", "REGNUM"),
    "Rosbalt": ("Росбалт",),
    "Xinhua": ("Xinhua", "Синьхуа", "新华社", "新华网", "شینهوا", "شينخوا", "شِنہوا",
        "Xinhua News Agency"),
    "China News Service": ("中新社", "中国新闻社", "中新网", "China News Service"),
    "Anadolu": ("Anadolu", "Anadolu Agency", "Anadolu Ajansı", "AA", "Анадолу", "آناتولی",
        "الأناضول", "وكالة الأناضول"),
    "DHA": ("DHA", "Demirören Haber Ajansı"),
    "İHA": ("İHA", "İhlas Haber Ajansı", "IHA"),
    "dpa": ("dpa", "DPA", "Deutsche Presse-Agentur", "ДПА"),
    "APA": ("APA", "Austria Presse Agentur"),
    "SDA": ("SDA", "Keystone-SDA", "ATS"),
    "KNA": ("KNA",),
    "epd": ("epd",),
    "EFE": ("EFE", "Agencia EFE", "Agencias", "Europa Press"),
    "ANSA": ("ANSA", "Adnkronos"),
    "Lusa": ("Lusa", "Agência Lusa"),
    "PAP": ("PAP",),
    "NTB": ("NTB",),
    "Ritzau": ("Ritzau",),
    "TT": ("TT Nyhetsbyrån",),
    "Kyodo": ("Kyodo", "Kyodo News", "共同通信", "共同通信社"),
    "Jiji": ("Jiji Press", "時事通信", "時事通信社"),
    "Yonhap": ("Yonhap", "연합뉴스", "韩联社"),
    "PTI": ("PTI", "Press Trust of India", "भाषा", "पीटीआई"),
    "ANI": ("ANI", "एएनआई"),
    "IANS": ("IANS", "आईएएनएस"),
    "APP": ("APP", "Associated Press of Pakistan", "اے پی پی"),
    "INP": ("INP",),
    "Online News Agency": ("آن لائن",),
    "IRNA": ("IRNA", "ایرنا", "ИРНА", "إرنا"),
    "Tasnim": ("Tasnim", "Tasnim News Agency", "تسنیم", "خبرگزاری تسنیم", "Тасним"),
    "Fars": ("Fars News", "Fars News Agency", "فارس", "خبرگزاری فارس", "Фарс"),
    "Mehr": ("Mehr News Agency", "خبرگزاری مهر", "Мехр"),
    "ISNA": ("ISNA", "ایسنا"),
    "Bakhtar": ("Bakhtar News Agency", "Bakhtar", "آژانس باختر", "باختر آژانس", "باختر", "Бахтар"),
    "Pajhwok": ("Pajhwok", "Pajhwok Afghan News", "پژواک", "آژانس خبری پژواک", "Пажвок"),
    "AVA": ("AVA Press", "صدای افغان", "خبرگزاری صدای افغان"),
    "Khovar": ("Ховар", "Khovar", "НИАТ «Ховар»", "АМИТ «Ховар»", "AMIT Khovar"),
    "Asia-Plus": ("Asia-Plus",),
    "UzA": ("УзА", "UzA", "ЎзА", "O‘zA", "OʻzA", "O'zA"),
    "Kazinform": ("Казинформ", "Kazinform", "ҚазАқпарат", "Qazinform"),
    "KazTAG": ("КазТАГ",),
    "Kabar": ("Кабар", "Kabar"),
    "AKIpress": ("AKIpress", "АКИpress"),
    "Azertac": ("Azertac", "AZƏRTAC", "Азертадж"),
    "Ukrinform": ("Укринформ", "Укрінформ", "Ukrinform"),
    "UNIAN": ("УНИАН", "УНІАН", "UNIAN"),
    "Interfax-Ukraine": ("Интерфакс-Украина", "Інтерфакс-Україна", "Interfax-Ukraine"),
    "BelTA": ("БелТА", "BelTA", "БЕЛТА"),
    "SPA": ("SPA", "Saudi Press Agency", "واس"),
    "WAM": ("WAM", "وام"),
    "QNA": ("QNA", "قنا"),
    "KUNA": ("KUNA", "كونا"),
    "MENA": ("أ ش أ",),
    "SANA": ("سانا",),
    "UPI": ("UPI", "United Press International"),
    "Bloomberg": ("Bloomberg News",),
    "PA": ("PA", "Press Association", "PA Media"),
    "CP": ("The Canadian Press", "Canadian Press"),
    "AAP": ("AAP", "Australian Associated Press"),
}  # fmt: skip

_DESK = re.compile(
    r"""^(?:the\s+)?(?:
    (?:by\s+)?(?:our|a|an|special|staff|web|news|desk|online|digital|foreign|world|international
    |political|central|correspondents?|reporters?|writers?|editors?|editorial|newsroom|monitoring
    |agencies|agency|wire|wires|report|reports|bureau|team|board|service|services|staff|and|with
    |from|input|inputs|&|\s)+
    |\S+(?:\s\S+)?\s+(?:staff(?:\s+(?:writers?|reporters?))?|news\s+desk|web\s+desk|newsroom
    |editorial\s+(?:team|board)|desk|reporters?|correspondents?)
    |admin|administrator|webmaster|editor|root|user|guest|redaktion|die\s+redaktion|red\.?
    |onlineredaktion|la\s+r[ée]daction|r[ée]daction|redacci[óo]n|la\s+redacci[óo]n|redazione
    |la\s+redazione|redac[çc][ãa]o|redakcja|redaksi|redakcija|redaksiya|redaktsiya|tahririyat
    |tahririýet|haber\s+merkezi|haber\s+merkezı|ajanslar|agenturen|agences|agenzie|agencias
    |редакция(?:\s+\S+){0,2}|редакція(?:\s+\S+){0,2}|ред\.?|админ|корр\.?|собкор|соб\.?\s*корр\.?
    |наш\s+корр(?:еспондент)?\.?|пресс-служба(?:\s+\S+){0,3}|служба\s+новостей|отдел\s+\S+
    |новостная\s+служба|таҳририят|таҳририя|тахририят|редакциясы|редакция\s+\S+
    |تحریریه|هیئت\s+تحریریه|هیات\s+تحریریه|گروه\s+\S+(?:\s+\S+)?|سرویس\s+\S+|میز\s+\S+|بخش\s+\S+
    |دبیر\s+خبر|اداره|هیئة\s+التحریر|هيئة\s+التحرير|فريق\s+التحرير|المحرر|وكالات|ویب\s+ڈیسک
    |نیوز\s+ڈیسک|مانیٹرنگ\s+ڈیسک|نمائندہ\s+خصوصی|ادارتی\s+ٹیم|خپلواک\s+خبریال
    |[\u4e00-\u9fff]{2,20}(?:网|报|社|集团|电视台|频道|杂志|公司|中心|委员会|政府|大学|新闻|客户端)
    |编辑部|本报(?:讯|记者)?|本站|综合(?:报道)?|编辑|记者|新闻中心|वेब\s+डेस्क|न्यूज़?\s+डेस्क|डेस्क|डिजिटल\s+डेस्क
    )$""",
    re.I | re.X,
)
_DATELINE = re.compile(
    r"^[^\n]{0,90}?[(/\[—–-]\s*([A-Za-zА-Яа-яЁёІіЇїA-Za-z«»\u0600-\u06ff .'’-]{2,30}?)\s*[)/\]—–]",
)
_ZH_DATELINE = re.compile(r"^[（(]?(新华社|中新社|中新网|俄新社|塔斯社|法新社|路透社)")
_CLOSING = re.compile(r"[(/（]\s*([^()/（）]{2,30})\s*[)/）]\.?$")
_LINE_SPLIT = re.compile(r"[/,;|]|\s(?:and|und|et|и|y|va|و)\s")
_SOURCE = re.compile(r"^(?:source|источник|quelle|منبع|المصدر|来源|kaynak)\s*[:：]\s*", re.I)
_FOLD = re.compile(r"[\s.\-«»\"'“”‘’ʻʼ`/]+")


def _fold(name: str) -> str:
    return _FOLD.sub("", name).casefold()


_BY_NAME = {_fold(form): name for name, forms in AGENCIES.items() for form in forms}
# Two or three capitals are an agency only as agencies write them: "aa" or "Pa" are not.
_CASED = {form for forms in AGENCIES.values() for form in forms if len(form) <= 3}


@lru_cache(maxsize=4096)
def agency(name: str) -> str | None:
    """The agency's canonical name when `name` is one, else None."""
    name = name.strip().strip("()[]/.,;: ")
    found = _BY_NAME.get(_fold(name))
    if found is None:
        return None
    if len(name) <= 3 and name not in _CASED and name.upper() not in ("DPA", "EPD"):
        return None
    return found


@lru_cache(maxsize=4096)
def is_desk(name: str) -> bool:
    """Whether a byline names a desk, staff or an editorial office instead of a person."""
    return bool(_DESK.match(name.strip()))


def in_text(text: str) -> tuple[str, ...]:
    """Agencies credited by a dateline at the text's start or a credit line at its end.

    Mentions inside the text ("told Reuters") are sources of a statement, not of the text,
    and are not taken.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines:
        return ()
    found: list[str] = []
    for line in lines[:2]:
        if match := _ZH_DATELINE.match(line):
            found.append(agency(match[1]) or "")
        for match in _DATELINE.finditer(line[:140]):
            for part in re.split(r"[/,;]|\s[—–-]\s", match[1]):
                found.append(agency(part) or "")
        head = re.split(r"\s[—–-]\s|[.:]\s", line[:60], maxsplit=1)[0]
        found.append(agency(head) or "")
    for line in lines[-2:]:
        if len(line) <= 60:
            for part in _LINE_SPLIT.split(line.strip("()[] .")):
                found.append(agency(_SOURCE.sub("", part.strip())) or "")
        elif match := _CLOSING.search(line):
            found += [agency(p) or "" for p in re.split(r"[/,;]", match[1])]
    return tuple(dict.fromkeys(a for a in found if a))
