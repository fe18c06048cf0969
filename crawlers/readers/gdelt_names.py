"""Languages and countries as GDELT writes them (English names), as codes.

GDELT's lists of names are its own (its guides LOOKUP-LANGUAGES and LOOKUP-COUNTRIES); what is not
here stays a name that nobody maps, and no item is refused for it.
"""

_LANGUAGES = """
Afrikaans af, Albanian sq, Arabic ar, Armenian hy, Azerbaijani az, Basque eu, Belarusian be,
Bengali bn, Bosnian bs, Bulgarian bg, Catalan ca, Chinese zh, Croatian hr, Czech cs, Danish da,
Dari fa, Dutch nl, English en, Estonian et, Finnish fi, French fr, Galician gl, Georgian ka,
German de, Greek el, Gujarati gu, Hebrew he, Hindi hi, Hungarian hu, Icelandic is, Indonesian id,
Italian it, Japanese ja, Kannada kn, Kazakh kk, Korean ko, Kurdish ku, Kyrgyz ky, Latvian lv,
Lithuanian lt, Macedonian mk, Malay ms, Malayalam ml, Marathi mr, Mongolian mn, Nepali ne,
Norwegian no, Pashto ps, Persian fa, Polish pl, Portuguese pt, Punjabi pa, Romanian ro, Russian ru,
Serbian sr, Sinhalese si, Slovak sk, Slovenian sl, Somali so, Spanish es, Swahili sw, Swedish sv,
Tajik tg, Tamil ta, Telugu te, Thai th, Tibetan bo, Turkish tr, Turkmen tk, Ukrainian uk, Urdu ur,
Uzbek uz, Vietnamese vi
"""
_COUNTRIES = """
Afghanistan AF, Albania AL, Algeria DZ, Argentina AR, Armenia AM, Australia AU, Austria AT,
Azerbaijan AZ, Bahrain BH, Bangladesh BD, Belarus BY, Belgium BE, Bosnia-Herzegovina BA, Brazil BR,
Bulgaria BG, Canada CA, Chile CL, China CN, Colombia CO, Croatia HR, Cuba CU, Cyprus CY,
Czech Republic CZ, Denmark DK, Egypt EG, Estonia EE, Ethiopia ET, Finland FI, France FR, Georgia GE,
Germany DE, Greece GR, Hong Kong HK, Hungary HU, Iceland IS, India IN, Indonesia ID, Iran IR,
Iraq IQ, Ireland IE, Israel IL, Italy IT, Japan JP, Jordan JO, Kazakhstan KZ, Kenya KE, Kuwait KW,
Kyrgyzstan KG, Latvia LV, Lebanon LB, Libya LY, Lithuania LT, Luxembourg LU, Macedonia MK,
Malaysia MY, Mexico MX, Moldova MD, Mongolia MN, Morocco MA, Nepal NP, Netherlands NL,
New Zealand NZ, Nigeria NG, North Korea KP, Norway NO, Oman OM, Pakistan PK, Peru PE,
Philippines PH, Poland PL, Portugal PT, Qatar QA, Romania RO, Russia RU, Saudi Arabia SA, Serbia RS,
Singapore SG, Slovakia SK, Slovenia SI, South Africa ZA, South Korea KR, Spain ES, Sri Lanka LK,
Sudan SD, Sweden SE, Switzerland CH, Syria SY, Taiwan TW, Tajikistan TJ, Thailand TH, Tunisia TN,
Turkey TR, Turkmenistan TM, Ukraine UA, United Arab Emirates AE, United Kingdom GB,
United States US, Uzbekistan UZ, Venezuela VE, Vietnam VN, Yemen YE
"""


def _table(text: str) -> dict[str, str]:
    pairs = (entry.strip().rpartition(" ") for entry in text.replace("\n", " ").split(","))
    return {name.casefold(): code for name, _, code in pairs}


_LANGUAGE_CODES = _table(_LANGUAGES)
_COUNTRY_CODES = _table(_COUNTRIES)


def language_code(name: str | None) -> str | None:
    """ISO 639-1 code of a language as GDELT names it; None where it is not known."""
    return _LANGUAGE_CODES.get(name.strip().casefold()) if name else None


def country_code(name: str | None) -> str | None:
    """ISO 3166-1 code of a country as GDELT names it; None where it is not known."""
    return _COUNTRY_CODES.get(name.strip().casefold()) if name else None
