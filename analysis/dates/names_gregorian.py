"""Gregorian month names, language by language, as newsrooms write them.

Twelve entries a language; variants (spellings, case forms, abbreviations,
regional names) stand behind one another, separated by "|". Case endings that
only add a suffix (Uzbek avgustda, Kazakh тамызда) are cut by `lexicon`.
Everything is folded before use: letter variants, accents and capitals need no
second entry.
"""

from __future__ import annotations

GREGORIAN: dict[str, tuple[str, ...]] = {
    "en": (
        "january|jan", "february|feb|febr", "march|mar", "april|apr", "may", "june|jun",
        "july|jul", "august|aug", "september|sept|sep", "october|oct", "november|nov",
        "december|dec",
    ),
    "ru": (
        "января|январь|янв", "февраля|февраль|фев|февр", "марта|март|мар", "апреля|апрель|апр",
        "мая|май", "июня|июнь|июн", "июля|июль|июл", "августа|август|авг",
        "сентября|сентябрь|сен|сент", "октября|октябрь|окт", "ноября|ноябрь|ноя|нояб",
        "декабря|декабрь|дек",
    ),
    "uk": (
        "січня|січень|січ", "лютого|лютий|лют", "березня|березень|бер", "квітня|квітень|кві|квіт",
        "травня|травень|тра|трав", "червня|червень|чер|черв", "липня|липень|лип",
        "серпня|серпень|сер|серп", "вересня|вересень|вер", "жовтня|жовтень|жов|жовт",
        "листопада|листопад|лис|лист", "грудня|грудень|гру|груд",
    ),
    "tg": (
        "январи|январ|янв", "феврали|феврал|фев", "марти|март", "апрели|апрел|апр", "майи|май",
        "июни|июн", "июли|июл", "августи|август|авг", "сентябри|сентябр|сен", "октябри|октябр|окт",
        "ноябри|ноябр|ноя", "декабри|декабр|дек",
    ),
    "uz": (
        "yanvar|yan|январь|январ", "fevral|fev|февраль|феврал", "mart|март",
        "aprel|apr|апрель|апрел", "may|май", "iyun|июнь|июн", "iyul|июль|июл",
        "avgust|avg|август", "sentyabr|sentabr|sen|sent|сентябрь|сентябр",
        "oktyabr|oktabr|okt|октябрь|октябр", "noyabr|noy|ноябрь|ноябр",
        "dekabr|dek|декабрь|декабр",
    ),
    "kk": (
        "қаңтар|қаң|qańtar|qañtar|qantar", "ақпан|ақп|aqpan", "наурыз|нау|naýryz|nauryz",
        "сәуір|сәу|sáýir|säuır|sauir", "мамыр|мам|mamyr", "маусым|мау|maýsym|mausym",
        "шілде|шіл|shilde|şılde", "тамыз|там|tamyz", "қыркүйек|қыр|qyrkúıek|qyrküiek|qyrkuiek",
        "қазан|қаз|qazan", "қараша|қар|qarasha|qaraşa", "желтоқсан|жел|jeltoqsan",
    ),
    "tr": (
        "ocak|oca", "şubat|şub", "mart|mar", "nisan|nis", "mayıs|may", "haziran|haz",
        "temmuz|tem", "ağustos|ağu", "eylül|eyl", "ekim|eki", "kasım|kas", "aralık|ara",
    ),
    "de": (
        "januar|jänner|jaenner|jan|jän", "februar|feber|feb|febr", "märz|maerz|mär|mrz",
        "april|apr", "mai", "juni|jun", "juli|jul", "august|aug", "september|sept|sep",
        "oktober|okt", "november|nov", "dezember|dez",
    ),
    "fr": (
        "janvier|janv|jan", "février|févr|fév", "mars", "avril|avr", "mai", "juin", "juillet|juil",
        "août|aoû", "septembre|sept|sep", "octobre|oct", "novembre|nov", "décembre|déc",
    ),
    # Hindi: both spellings of the nasal, with and without nukta (dropped in folding)
    "hi": (
        "जनवरी|जन", "फ़रवरी|फर", "मार्च", "अप्रैल|अप्रेल|अप्रै", "मई", "जून", "जुलाई|जुल", "अगस्त|अग",
        "सितंबर|सितम्बर|सित", "अक्टूबर|अक्तूबर|अक्तू|अक्टू", "नवंबर|नवम्बर|नव",
        "दिसंबर|दिसम्बर|दिस",
    ),
    "ur": (
        "جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر",
        "نومبر", "دسمبر",
    ),
    "ps": (
        "جنوري|جنورۍ|جنوارې", "فبروري|فبرورۍ|فېبروري|فروري", "مارچ|مارچې", "اپریل|اپرېل",
        "مې|مۍ|مئ|می", "جون|جونې", "جولای|جولاي|جولایي|جولائي", "اګست|اگست|آګست",
        "سپتمبر|سېپتمبر|سپټمبر|سپتامبر|ستمبر", "اکتوبر|اکټوبر|اکتوبره", "نومبر|نوامبر|نوومبر",
        "ډسمبر|ډیسمبر|ډېسمبر|دسمبر|دیسمبر",
    ),
    # Dari takes the English names, Persian of Iran the French ones; both are read everywhere
    "fa": (
        "جنوری|ژانویه|ژانویهٔ|جانوری",
        "فبروری|فوریه|فبرواری|فوریۀ", "مارچ|مارس", "اپریل|آوریل|اوریل",
        "می|مه|مئی|ماه مه", "جون|ژوئن|ژوین|جوئن", "جولای|جولائی|ژوئیه|ژولای|ژوییه|جولایی",
        "اگست|آگست|اوت|آگوست|اگوست|آوگوست", "سپتمبر|سپتامبر|سبتمبر", "اکتوبر|اکتبر|اوکتوبر",
        "نومبر|نوامبر|نوومبر", "دسمبر|دسامبر|دیسمبر|دیسامبر",
    ),
    # Arabic: Egypt and the Gulf; the Levant and Iraq; the Maghreb
    "ar": (
        "يناير|كانون الثاني|كانون ثاني|كانون ثان|جانفي", "فبراير|شباط|فيفري", "مارس|آذار",
        "أبريل|إبريل|نيسان|أفريل", "مايو|أيار|ماي|ماية", "يونيو|يونيه|حزيران|جوان",
        "يوليو|يوليه|تموز|جويلية|يوليوز", "أغسطس|آب|أوت|غشت",
        "سبتمبر|أيلول|شتنبر|شتمبر", "أكتوبر|تشرين الأول|تشرين أول|اكتوبر",
        "نوفمبر|تشرين الثاني|تشرين ثاني|تشرين ثان|نونبر|نوفنبر",
        "ديسمبر|كانون الأول|كانون أول|دجنبر|ديسنبر",
    ),
    # Not languages we code, but of outlets that are quoted and linked; full names only
    "es": (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto",
        "septiembre|setiembre", "octubre", "noviembre", "diciembre",
    ),
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
        "settembre", "ottobre", "novembre", "dicembre",
    ),
    "pt": (
        "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
        "outubro", "novembro", "dezembro",
    ),
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
    ),
    "no": (
        "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september",
        "oktober", "november", "desember|des",
    ),
    "ky": (
        "январь|январ", "февраль|феврал", "март", "апрель|апрел", "май", "июнь|июн", "июль|июл",
        "август", "сентябрь|сентябр", "октябрь|октябр", "ноябрь|ноябр", "декабрь|декабр",
    ),
}  # fmt: skip
