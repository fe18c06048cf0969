"""Month names of the Solar and the lunar Hijri calendar.

Solar Hijri months have three sets of names for the same twelve months: the
Arabic zodiac (Dari, Afghanistan), its Pashto counterpart and the Old Persian
names (Iran). Romanised forms are read only beside a four-digit Hijri year,
since Asad, Mizan and Mehr are names of people and things.
"""

from __future__ import annotations

SOLAR: dict[str, tuple[str, ...]] = {
    "afghan": (
        "حمل", "ثور", "جوزا|جوزاء", "سرطان", "اسد", "سنبله|سنبلة|سنبلۀ", "میزان", "عقرب", "قوس",
        "جدی", "دلو", "حوت",
    ),
    "pashto": (
        "وری|وريی", "غویی|غوايی|غوای|غوييی|غوي", "غبرګولی|غبرګولې|غبرګول", "چنګاښ|چینګاښ|چنګاښه",
        "زمری|زمرى|زمریی", "وږی|وږى|وژی", "تله|تلې|تلی", "لړم", "لیندۍ|لینده|لیندی|لیندې",
        "مرغومی|مرغومې", "سلواغه|سلواغې|سلواغی|سلواغ", "کب",
    ),
    "iranian": (
        "فروردین|فروردینماه", "اردیبهشت|اردی بهشت",
        "خرداد", "تیر",
        "مرداد|امرداد", "شهریور|شهریورماه",
        "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند|اسپند",
    ),
}  # fmt: skip

SOLAR_ROMANISED: dict[str, tuple[str, ...]] = {
    "afghan": (
        "hamal", "sawr|saur|thawr|sowr", "jawza|jauza|jowza", "saratan", "asad|assad",
        "sonbola|sunbula|sonbula|sunbulah|sunbola|sonbolah", "mizan", "aqrab|aghrab",
        "qaws|qaus|qows", "jadi|jady|jaddi", "dalw|dalwa|dalwe|dalv", "hut|hoot|hout",
    ),
    "pashto": (
        "wray|wrai", "ghwayay|ghwayai", "ghbargolay|ghbargolai", "chungakh|chungash",
        "zmaray|zmarai",
        "wagay|wagai|wazhay", "tala", "larem|laram", "lindai|linday|lenda", "marghumay|marghumai",
        "salwagha", "kab",
    ),
    "iranian": (
        "farvardin|farwardin", "ordibehesht|ordibehest", "khordad|xordad", "tir", "mordad|amordad",
        "shahrivar|shahriwar", "mehr", "aban", "azar", "dey", "bahman",
        "esfand|isfand",
    ),
    # Cyrillic, as Tajik and Russian outlets write the Afghan months
    "cyrillic": (
        "ҳамал|хамаль", "савр|саур", "ҷавзо|джауза", "саратон|саратан", "асад", "сунбула|сонбола",
        "мизон|мизан", "ақраб|акраб", "қавс|каус", "ҷадӣ|джади", "далв|дальв", "ҳут|хут",
    ),
}  # fmt: skip

LUNAR: tuple[str, ...] = (
    "محرم|محرم الحرام|muharram|мухаррам|муҳаррам",
    "صفر|صفر المظفر|صفر الخیر|safar|сафар",
    "ربيع الأول|ربيع اول|ربيعالاول|rabi al-awwal|rabi i",
    "ربيع الآخر|ربيع الثاني|ربيع الثانی|rabi al-thani|rabi ii",
    "جمادى الأولى|جمادى الاول|جمادي الاولي|jumada al-awwal|jumada i",
    "جمادى الآخرة|جمادى الثانية|جمادى الثاني|جمادى الآخر|jumada al-thani|jumada ii",
    "رجب|رجب المرجب|rajab|раҷаб|раджаб",
    "شعبان|شعبان المعظم|shaban|sha'ban|шаъбон|шаабан",
    "رمضان|رمضان المبارك|ramadan|ramazan|рамазон|рамадан",
    "شوال|شوال المكرم|shawwal|шаввол|шавваль",
    "ذو القعدة|ذي القعدة|ذوالقعدة|ذيقعدة|ذوالقعده|ذی قعده|dhu al-qadah|zulqada",
    "ذو الحجة|ذي الحجة|ذوالحجة|ذيحجة|ذوالحجه|ذی حجه|dhu al-hijjah|zulhijja",
)
