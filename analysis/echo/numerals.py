"""Number words that newsrooms write as digits and digits they write as words.

House styles differ ("six" or "6", "двое" stays, «пять» or «5»), so a shingle
must not change when only that does. Words are given as they are printed; the
shingle tokenizer folds them as it folds texts. One table for all languages:
a word that is a number in one language and something else in another (Turkish
"on", English "on") is renamed on both sides of every comparison alike, which
costs nothing, whereas a wrong language guess would.
"""

NUMBER_WORDS: dict[int, str] = {
    0: "zero ноль нуль нӯл nol sıfır нөл صفر null zéro शून्य",
    1: "one один одна одно одного одной як бір bir бир یک یو ایک واحد واحدة ein eine un une एक",
    2: "two два две двух дві двоє ду екі ikki iki икки دو دوه اثنان اثنين zwei deux दो",
    3: "three три трех трёх трьох се үш uch üç уч سه درې تین ثلاث ثلاثة drei trois तीन",
    4: "four четыре четырех чотири чор чаҳор төрт to'rt dört тўрт چهار څلور چار أربع أربعة "
    "vier quatre चार",
    5: "five пять пяти п'ять панҷ бес besh beş беш پنج پنځه پانچ خمس خمسة fünf cinq पाँच पांच",
    6: "six шесть шести шість шаш алты olti altı олти شش شپږ چھ ست ستة sechs छह",
    7: "seven семь семи сім ҳафт жеті yetti yedi етти هفت اووه سات سبع سبعة sieben sept सात",
    8: "eight восемь восьми вісім ҳашт сегіз sakkiz sekiz саккиз هشت اته آٹھ ثماني ثمانية "
    "acht huit आठ",
    9: "nine девять девяти дев'ять нӯҳ тоғыз to'qqiz dokuz тўққиз نه نهه نو تسع تسعة neun neuf नौ",
    10: "ten десять десяти даҳ он o'n on ўн ده لس دس عشر عشرة zehn dix दस",
    11: "eleven одиннадцать ёздаҳ یازده elf onze",
    12: "twelve двенадцать дувоздаҳ دوازده zwölf douze",
}

HAN_DIGITS: dict[str, str] = {
    "〇": "0",
    "零": "0",
    "一": "1",
    "二": "2",
    "两": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
}

MAGNITUDES: dict[int, str] = {
    3: "thousand тысяч тыс тисяч тис ҳазор ming минг мың bin هزار زره ہزار ألف آلاف tausend mille "
    "हज़ार हजार",
    5: "lakh لاکھ लाख",
    6: "million mln миллион млн мільйон миллиён million миллион milyon میلیون ملیون میلیونه ملین "
    "مليون ملايين millionen millions मिलियन",
    7: "crore کروڑ करोड़",
    9: "billion bn миллиард млрд мільярд milliard milyar миллиард میلیارد ملیارد مليار مليارات "
    "milliarden milliards ارب अरब",
}
"""Powers of ten by the words that follow a number; longer inflected forms begin
with these. (Urdu ارب is a thousand million, لاکھ and کروڑ are 10**5 and 10**7.)"""

MONTHS: tuple[str, ...] = (
    "january jan января січня январ январи yanvar ocak ژانویه جنوری يناير januar janvier जनवरी",
    "february feb февраля лютого феврал феврали fevral şubat فوریه فبروری فروری فبراير شباط "
    "februar février फरवरी",
    "march mar марта березня март марти mart مارس مارچ آذار märz mars मार्च",
    "april apr апреля квітня апрел апрели aprel nisan آوریل اپریل أبريل نيسان avril अप्रैल",
    "may мая травня май майи mayıs می مه مئی مايو أيار mai मई",
    "june jun июня червня июн июни iyun haziran ژوئن جون يونيو حزيران juni juin जून",
    "july jul июля липня июл июли iyul temmuz ژوئیه جولای جولائی يوليو تموز juli juillet जुलाई",
    "august aug августа серпня август августи avgust ağustos اوت اگست أغسطس آب août अगस्त",
    "september sep sept сентября вересня сентябр сентябри sentyabr eylül سپتامبر سپتمبر ستمبر "
    "سبتمبر أيلول septembre सितंबर",
    "october oct октября жовтня октябр октябри oktyabr ekim اکتبر اکتوبر أكتوبر oktober octobre "
    "अक्टूबर",
    "november nov ноября листопада ноябр ноябри noyabr kasım نوامبر نومبر نوفمبر novembre नवंबर",
    "december dec декабря грудня декабр декабри dekabr aralık دسامبر دسمبر ديسمبر "
    "dezember décembre दिसंबर",
)
"""Month names as they stand beside a day, January first."""

SOLAR_MONTHS: tuple[str, ...] = (
    "فروردین حمل وری",
    "اردیبهشت ثور غویی",
    "خرداد جوزا غبرګولی",
    "تیر سرطان چنګاښ",
    "مرداد اسد زمری",
    "شهریور سنبله وږی",
    "مهر میزان تله",
    "آبان عقرب لړم",
    "آذر قوس لیندۍ",
    "دی جدی مرغومی",
    "بهمن دلو سلواغه",
    "اسفند حوت کب",
)
"""The same for the Solar Hijri year: Iranian, Dari and Pashto names."""
