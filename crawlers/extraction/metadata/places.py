"""Cities that bylines are written from: "Jane Doe, Kabul" names one person and no other.

Only the capitals and bureaus of the region that is watched and the usual datelines; a place
that is missing here is taken for a second name, as it was before.
"""

from __future__ import annotations

from functools import lru_cache

from crawlers.extraction.clusters import folded

_CITIES = (
    "Kabul|Kaboul|Kâbil|Кабул|Кобул|کابل|كابول|काबुल|喀布尔;Kandahar|Кандагар|کندهار|قندهار|قندھار;"
    "Herat|Герат|هرات|ہرات;Mazar-i-Sharif|Мазари-Шариф|مزار شریف;Jalalabad|Джелалабад|جلال آباد;"
    "Moscow|Moskau|Moscou|Moskova|Moskva|Mosca|Moscú|Москва|Маскав|مسکو|موسكو|ماسکو|莫斯科|मॉस्को;"
    "Saint Petersburg|St. Petersburg|Санкт-Петербург|Петербург;Islamabad|Исламабад|اسلام آباد|"
    "إسلام أباد|इस्लामाबाद|伊斯兰堡;Peshawar|Пешавар|پشاور|پېښور;Quetta|Кветта|کوئٹہ|کوټه;"
    "Karachi|Карачи|کراچی;Lahore|Лахор|لاہور;Rawalpindi|راولپنڈی;Tehran|Teheran|Téhéran|Tahran|"
    "Тегеран|Теҳрон|تهران|طهران|تہران|德黑兰;Mashhad|Мешхед|مشهد;Dushanbe|Duschanbe|Duşanbe|"
    "Душанбе|دوشنبه|杜尚别;Khujand|Худжанд|Хуҷанд;Tashkent|Taschkent|Taşkent|Toshkent|Ташкент|"
    "Тошкент|تاشکند|塔什干;Samarkand|Самарканд|Samarqand;Termez|Термез|Termiz;Almaty|Алматы;"
    "Astana|Астана;Bishkek|Бишкек;Ashgabat|Ашхабад;Baku|Баку|Bakı;Yerevan|Ереван;Tbilisi|Тбилиси;"
    "Delhi|New Delhi|Neu-Delhi|Дели|Нью-Дели|دہلی|نئی دہلی|दिल्ली|नई दिल्ली|新德里;Mumbai|मुंबई;"
    "Beijing|Peking|Pékin|Pekin|Пекин|پکن|بكين|بیجنگ|北京;Shanghai|Шанхай|上海;Hong Kong|Hongkong|"
    "香港;Taipei|台北;Tokyo|Tokio|东京|東京;Seoul|Сеул;Singapore|Singapur;Bangkok;Jakarta;Manila;"
    "Ankara|Анкара|آنکارا|أنقرة|انقرہ|安卡拉;Istanbul|İstanbul|Стамбул|استانبول|إسطنبول;"
    "Doha|Доха|دوحه|الدوحة|دوحہ|多哈;Dubai|Dubaï|Дубай|دبي|دبئی|دبی;Abu Dhabi|Абу-Даби|أبوظبي;"
    "Riyadh|Riad|Эр-Рияд|الرياض|ریاض;Jeddah|جدة;Cairo|Kairo|Le Caire|Каир|القاهرة;Beirut|Beyrouth|"
    "Бейрут|بيروت;Baghdad|Bagdad|Багдад|بغداد;Damascus|Damaskus|Дамаск|دمشق;Amman|عمان;"
    "Jerusalem|Иерусалим|القدس;Tel Aviv|Тель-Авив;Kyiv|Kiev|Kiew|Киев|Київ|کییف|كييف|基辅;"
    "Minsk|Минск|Мінськ;Warsaw|Warschau|Warszawa|Варшава;Prague|Prag|Praha|Прага;Budapest;Vilnius;"
    "Riga;Tallinn;Berlin|Берлин|برلین|برلين;Hamburg;Munich|München;Frankfurt;Vienna|Wien|Вена|فيينا;"
    "Zurich|Zürich;Bern;Geneva|Genf|Genève|Женева|ژنو|جنيف|日内瓦;Paris|Париж|پاریس|باريس;"
    "London|Londres|Londra|Лондон|لندن|伦敦;Brussels|Brüssel|Bruxelles|Brüksel|Брюссель|بروکسل|"
    "بروكسل;Rome|Rom|Roma|Рим;Madrid;Barcelona;Lisbon;Athens;Stockholm;Oslo;Copenhagen;Helsinki;"
    "The Hague|Den Haag;Washington|Washington D.C.|Washington DC|Вашингтон|واشنگتن|واشنطن|واشنگٹن|"
    "华盛顿;New York|Нью-Йорк|نیویورک|نيويورك|纽约;Los Angeles;Chicago;Toronto;Ottawa;Nairobi;"
    "Johannesburg;Lagos;Sydney;Canberra;United Nations|UN|ООН;India;Pakistan;Afghanistan"
)
_KEYS = frozenset(folded(form) for city in _CITIES.split(";") for form in city.split("|"))


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """Whether a part of a byline is a place it was written from."""
    return folded(text) in _KEYS
