"""The names in a byline: "Von Jana Beispiel und Tom Muster, dpa", «Автор: …», 记者 ….

A byline says more than names: labels, roles, places, the outlet, the hour, who took the
pictures. What is cut is told from names by closed lists and by where it stands; the first
part of a byline is believed most.
"""

from __future__ import annotations

import html
import re

from crawlers.extraction.metadata import agencies
from crawlers.extraction.metadata.places import is_place
from crawlers.extraction.tree import words

_PREFIX = re.compile(
    r"""^\W*(?:
    (?:(?:written|words|story|text|report(?:ed|ing)?|article|posted|published|submitted|opinion
    |analysis)\s+)?by\b
    |(?:(?:view|see)\s+)?(?:all\s+)?(?:posts|articles|stories|news)\s+by\b
    |(?:profile\s+)?(?:image|picture|photo)\s+of\b|(?:alle\s+)?(?:beiträge|artikel)\s+von\b
    |(?:voir\s+)?(?:tous\s+les\s+|les\s+)?articles\s+(?:de|par)\b|все\s+материалы\s+автора\b
    |(?:author|autor(?:in|es|a)?|auteurs?|autore|verfasser(?:in)?|text|texte|texto|testo|yazar
    |yazan|haber|muallif|muxbir|redaktor|redakteur(?:in)?|penulis|reporter|editor|interview|gespräch
    |protokoll|entretien|propos\s+recueillis\s+par|entrevista|intervista)\s*[:：]
    |(?:(?:kommentar|interview|bericht|analyse|kolumne|gastbeitrag|reportage|essay|porträt
    |eine?\s+\w+)\s+)?(?:von|vom|par|por|di|av|af|door|przez|oleh)\s+(?=[A-ZÀ-ÞŁŚŻŹĆĘÓĄČŠŽ])
    |(?:автор(?:ы|ка)?|текст|подготовил[аи]?|корреспондент|журналист|записал[аи]?|беседовал[аи]?
    |муаллиф|хабарнигор|муаллифи|авторы|автори)\s*[:：]?\s+(?=[A-ZА-ЯЁІЇЄҒҚӘӨҮҰҢҲӢӮҶЎ])
    |(?:نویسنده|نویسندگان|گزارشگر|خبرنگار|نگارنده|گردآورنده|گزارش|به\s+قلم|از|لیکوال|لیکونکی
    |خبریال|کاتب|الكاتب|بقلم|كتب|كتبت|إعداد|تحریر|تحرير|از\s+قلم|رپورٹ|رپورٹر)\s*[:：]\s*
    |(?:به\s+قلم|بقلم|كتب|كتبت)\s+(?=[\u0600-\u06ff])
    |[\u4e00-\u9fff]{0,6}(?:记者|通讯员|评论员|特派员|撰稿人)(?=[\u4e00-\u9fff]|\s|$)
    |(?:作者|记者|记\s*者|文|撰文|编辑|责任编辑|责编|来源|通讯员)\s*[:：/／]\s*
    |(?:लेखक|रिपोर्ट(?:र)?|द्वारा|संवाददाता)\s*[:：]?\s+
    )\s*""",
    re.I | re.X,
)
_SPLIT = re.compile(
    r"\s*(?:[,;|•·、，；،؛]|\s/\s|\s[–—-]\s)\s*|\s+(?:and|und|et|og|och|y|ja|oraz|ve|та|va|ва"
    r"|және|with|mit|avec|con|sowie)\s+|\s+(?:и|і|и́|و|اور|او|और)\s+|\s*&\s*"
    r"|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|\s*\band\b\s*",
    re.I,
)
_SOFT_SPLIT = re.compile(r"\s+(?:e|i|en|dan)\s+", re.I)
# who else had a hand in it: nothing after these words names an author
_OTHER_HANDS = re.compile(
    r"(?<=\w)[\s,;|/·().]+(?:(?:editing|edited|photos?|photograph(?:s|y|ed)?|video|graphics?"
    r"|illustrat\w+|translat\w+|compiled)\s+by|(?:fotos?|photos?|bilder|video|фото|видео"
    r"|عکس(?:ها)?|تصویر|تصاویر|редактор)\s*:)\s.*$",
    re.I,
)
_ALSO_BY = re.compile(
    r"[\s,;(]+(?:and\s+|with\s+)?(?:additional|further)\s+reporting\s+by\s+", re.I
)
# "Jane Doe in Kabul", "Jane Doe for The Example", "Иван Примеров, специально для …"
_WHENCE = re.compile(
    r"(?<=\w)\s+(?:(?:in|from|aus|à|en|в|из)\s+(?=[A-ZÀ-ÞА-Я])"
    r"|(?:for|für|pour|(?:специально\s+)?для)\s+(?=[«\"“A-ZÀ-ÞА-Я])).*$"
)
_TAIL = re.compile(
    r"\s+(?:follow(?:\s+(?:us|me))?|e-?mail|mail|twitter|facebook|linkedin|instagram|rss|website"
    r"|profile?|on|am|le|el|il|em)$",
    re.I,
)
_OUTLET_TAIL = re.compile(
    r"\b(?:news|tv|radio|media|press|times|post|journal|magazine|online|today|network|channel"
    r"|newspaper|tribune|gazette)$",
    re.I,
)
_DEGREE = re.compile(
    r"^(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc|mba|esq|jr|sr|ii|iii)\.?$|^(?:编译|编辑|整理|综合|摄影?|译|图|讯)$"
    r"|^[\u4e00-\u9fff]{0,4}报道$|^[\u4e00-\u9fff]{0,4}(?:记者|通讯员)$",
    re.I,
)
_BRACKETS = re.compile(r"\s*[(（\[][^()（）\[\]]{0,60}[)）\]]\s*")
_BARE_LABEL = re.compile(
    r"^(?:by|von|par|por|di|av|af|door|von:|text|author|autor|автор|текст|نویسنده|作者|记者"
    r"|written\s+by|posted\s+by)\W*$",
    re.I,
)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_HANDLE = re.compile(r"(?:^|\s)@\w+")
_ROLE = re.compile(
    r"""\b\w*(?:correspondent|reporter|editor|journalist|writer|columnist|professor|lecturer
    |analyst|researcher|director|fellow|expert|minister|contributor|producer|chief|photographer
    |staff|
    redakteur(?:in)?|korrespondent(?:in)?|journaliste?|journalistin|rédacteur|correspondant|envoyée?
    |periodista|corresponsal|redactor|giornalista|muhabir|editör|корреспондент|редактор|журналист
    |обозреватель|эксперт|аналитик|политолог|профессор|доцент|кандидат|доктор|директор|университет
    |university|universität|universität[a-z]*|university|institut[eo]?|center|centre)\b""",
    re.I | re.X,
)
_NOT_NAME = re.compile(
    r"\d{2,}|https?:|www\.|[<>{}=\\]|\b(?:updated|published|posted|min\s+read|read\s+more"
    r"|follow|share|comments?|subscribe|view\s+all|photo|foto|фото|image|copyright|cookies?"
    r"|e-?mail|специально|advertis\w*|gmt|utc|am|pm|ago|uhr|stand)\b",
    re.I,
)
_DATE_TAIL = re.compile(
    r"\s*[|•·,–—-]?\s*(?:\d{1,2}[./:\s-]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec|mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?\s*\d|updated\b|published\b|posted\b"
    r"|last\s+modified\b|обновлено|опубликовано).*$",
    re.I,
)
_PARTICLES = words(
    "de da di du del della der den des dos das van von vom zu zur zum af av al el la le los "
    "las bin ibn bint abu ben e y d' l' ter ten te of the san st. ag ap mac mc ul ur"
)
ADDRESS = re.compile(r"\.[a-z]{2,4}$", re.I)


def is_byline(line: str) -> bool:
    """Whether a line of text is introduced as a byline: "By …", "Автор: …", "نویسنده: …"."""
    return len(line) <= 120 and bool(_PREFIX.match(line))


def names_in(value: str) -> list[str]:
    """The names in one byline string, in order; [] when it holds no name.

    "Von Jana Beispiel und Tom Muster, dpa" gives three names; a role or a place after a
    name is dropped, an affiliation in brackets too.
    """
    text = html.unescape(html.unescape(value)) if "&" in value else value
    text = re.sub(r"<[^<>]{0,200}>", " ", text)
    text = " ".join(text.split())
    if not text or len(text) > 600 or text.startswith(("http://", "https://", "@")):
        return []
    text = _HANDLE.sub("", _EMAIL.sub("", text)).strip()
    text = _PREFIX.sub("", text, count=1)
    text = _ALSO_BY.sub(", ", _OTHER_HANDS.sub("", text))
    # a byline may stand in brackets as a whole: (dpa/jb), mail@example.org (Jane Doe)
    text = _BRACKETS.sub(" ", text).strip() or text.strip("()（）[] ")
    before, colon, after = text.partition(":")
    if colon and is_place(before):
        text = after
    parts = [p for part in _SPLIT.split(text) if part and part.strip() for p in _slashed(part)]
    names: list[str] = []
    for part in parts:
        soft = _SOFT_SPLIT.split(part)
        pieces = soft if len(soft) > 1 and all(len(s.split()) >= 2 for s in soft) else [part]
        for piece in pieces:
            name = _clean(piece)
            if name and (not names or name not in names):
                names.append(name)
    return _without_roles(names)


def _slashed(part: str) -> list[str]:
    """The sides of "Jane Doe/AFP" and "jb/dpa": a slash parts names where one is an agency's."""
    sides = part.split("/")
    return sides if len(sides) > 1 and any(agencies.agency(side) for side in sides) else [part]


def _clean(piece: str) -> str | None:
    if _BARE_LABEL.match(piece.strip()):
        return None
    name = _DATE_TAIL.sub("", _PREFIX.sub("", piece, count=1)).strip(
        ' \t.,;:|/–—-*•·\u200b\u200e\u200f"“”'
    )
    name = _TAIL.sub("", _WHENCE.sub("", name) if " " in name else name)
    if re.search(r"\b(?:Dr|Prof|[Jj]r|[Ss]r|[A-Z])$", name) and piece.strip().endswith("."):
        name += "."
    name = " ".join(name.split())
    if not 2 <= len(name) <= 60 or _NOT_NAME.search(name):
        return None
    return name if any(c.isalpha() for c in name) else None


def _without_roles(names: list[str]) -> list[str]:
    """Keep what can be a name; the first one is believed most."""
    kept: list[str] = []
    for index, name in enumerate(names):
        parts = name.split()
        if _DEGREE.match(name):
            continue
        if agencies.agency(name) or (index == 0 and agencies.is_desk(name)):
            kept.append(name)
            continue
        lower = [w for w in parts if w[0].islower() and w.lower().strip(".") not in _PARTICLES]
        if len(parts) > 7 or (len(parts) > 2 and len(lower) * 2 >= len(parts)):
            continue
        if index > 0 and (is_place(name) or _OUTLET_TAIL.search(name)):
            continue
        role = _ROLE.search(name)
        if role:
            if not kept and (person := _before_role(name[: role.start()])):
                kept.append(person)
        elif index == 0 or not (agencies.is_desk(name) or ADDRESS.search(name)):
            kept.append(name)
    return kept


def _before_role(text: str) -> str | None:
    """The person in "Jane Doe Diplomatic Editor": two words, and particles between them."""
    words = text.split()
    if len(words) < 2 or agencies.is_desk(text.strip()):
        return None
    end = 2
    while end < len(words) and words[end - 1].lower() in _PARTICLES:
        end += 1
    person = " ".join(words[:end])
    return person if all(w[0].isupper() for w in (words[0], words[end - 1])) else None
