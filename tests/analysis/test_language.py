# ruff: noqa: E501 -- wide scripts count double; a sentence stays in one piece
"""The language of a body is told, neighbours apart, strangers refused."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language import LANGUAGES, detect

SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "The embassy reopened on Monday.",
        "Officials said the talks on transit would go on next week in the capital.",
        "Traders at the border crossing wait for days, and nobody tells them when the gate opens.",
        "A delegation arrived by air late in the evening. It was met by the deputy minister, who "
        "spoke of grain, fuel and the railway that both sides have discussed for ten years.",
    ),
    "ru": (
        "Переговоры прошли в среду утром.",
        "Посольство вновь открылось, сообщил дипломат.",
        "Стороны обсудили поставки топлива и строительство железной дороги через горы.",
        "Делегация прибыла вечером. Её встретил заместитель министра, который говорил о зерне и "
        "о транзите товаров, но ничего не сказал о сроках.",
    ),
    "uk": (
        "Переговори відбулися в середу вранці.",
        "Посольство знову відкрилося, повідомив дипломат.",
        "Сторони обговорили постачання пального та будівництво залізниці через гори.",
        "Делегація прибула ввечері. Її зустрів заступник міністра, який говорив про зерно, але "
        "нічого не сказав про терміни.",
    ),
    "fa": (
        "سفارت روز دوشنبه بازگشایی شد.",
        "مقام‌ها گفتند گفت‌وگوها دربارهٔ ترانزیت هفتهٔ آینده ادامه می‌یابد.",
        "بازرگانان در گذرگاه مرزی روزها منتظر می‌مانند و کسی به آنان نمی‌گوید دروازه کی باز می‌شود.",
        "هيات شام به پايتخت رسيد. معاون وزير از آنان استقبال كرد و درباره گندم و تيل و راه آهن سخن "
        "گفت، ولي از زمان آغاز كار چيزي نگفت.",
    ),
    "ps": (
        "سفارت د دوشنبې په ورځ بیا پرانیستل شو.",
        "چارواکو وویل چې خبرې به راتلونکې اونۍ هم روانې وي.",
        "سوداګر په پوله کې څو ورځې انتظار کوي او هېڅوک ورته نه وايي چې دروازه کله پرانیستل کېږي.",
        "پلاوی ماښام ورسېد. د وزیر مرستیال یې هرکلی وکړ او د غنمو، تېلو او د اورګاډي د پټلۍ په اړه "
        "یې خبرې وکړې.",
    ),
    "ur": (
        "سفارت خانہ پیر کے روز دوبارہ کھل گیا۔",
        "حکام نے کہا کہ راہداری پر بات چیت اگلے ہفتے بھی جاری رہے گی۔",
        "تاجر سرحدی گزرگاہ پر کئی دن انتظار کرتے ہیں اور کوئی نہیں بتاتا کہ دروازہ کب کھلے گا۔",
        "وفد شام کو پہنچا۔ نائب وزیر نے ان کا استقبال کیا اور گندم، ایندھن اور ریلوے لائن کے بارے "
        "میں گفتگو کی۔",
    ),
    "ar": (
        "أعيد فتح السفارة يوم الاثنين.",
        "قال مسؤولون إن المحادثات بشأن العبور ستستمر الأسبوع المقبل.",
        "ينتظر التجار عند المعبر الحدودي أياما ولا يخبرهم أحد متى تفتح البوابة.",
        "وصل الوفد في المساء. استقبله نائب الوزير وتحدث عن القمح والوقود وخط السكة الحديدية الذي "
        "يناقشه الطرفان منذ عشر سنوات.",
    ),
    "tg": (
        "Сафорат рӯзи душанбе аз нав кушода шуд.",
        "Мақомот гуфтанд, ки гуфтушунид ҳафтаи оянда идома меёбад.",
        "Тоҷирон дар гузаргоҳи марзӣ рӯзҳо интизор мешаванд ва касе намегӯяд, ки дарвоза кай боз "
        "мешавад.",
        "Ҳайат шом ба пойтахт расид. Муовини вазир онҳоро пешвоз гирифт ва дар бораи гандум, "
        "сӯзишворӣ ва роҳи оҳан сухан гуфт.",
    ),
    "uz-Latn": (
        "Elchixona dushanba kuni qayta ochildi.",
        "Rasmiylar muzokaralar keyingi haftada ham davom etishini aytdi.",
        "Savdogarlar chegara o'tkazish joyida kunlab kutadi, hech kim darvoza qachon ochilishini "
        "aytmaydi.",
        "Delegatsiya kechqurun poytaxtga yetib keldi. Uni vazir oʻrinbosari kutib oldi va bugʻdoy, "
        "yoqilgʻi hamda temir yoʻl haqida gapirdi.",
    ),
    "uz-Cyrl": (
        "Элчихона душанба куни қайта очилди.",
        "Расмийлар музокаралар кейинги ҳафтада ҳам давом этишини айтди.",
        "Савдогарлар чегара ўтказиш жойида кунлаб кутади, ҳеч ким дарвоза қачон очилишини айтмайди.",
        "Делегация кечқурун пойтахтга етиб келди. Уни вазир ўринбосари кутиб олди ва буғдой, ёқилғи "
        "ҳамда темир йўл ҳақида гапирди.",
    ),
    "kk": (
        "Елшілік дүйсенбі күні қайта ашылды.",
        "Ресми өкілдер келіссөз келесі аптада да жалғасатынын айтты.",
        "Саудагерлер шекара бекетінде күндеп күтеді, қақпа қашан ашылатынын ешкім айтпайды.",
        "Делегация кешке астанаға жетті. Оны министрдің орынбасары қарсы алып, бидай, жанармай және "
        "теміржол туралы айтты.",
    ),
    "tr": (
        "Elçilik pazartesi günü yeniden açıldı.",
        "Yetkililer transit görüşmelerinin gelecek hafta da süreceğini söyledi.",
        "Tüccarlar sınır kapısında günlerce bekliyor ve kimse onlara kapının ne zaman açılacağını "
        "söylemiyor.",
        "Heyet akşam başkente ulaştı. Bakan yardımcısı onları karşıladı; buğday, yakıt ve demiryolu "
        "hakkında konuştu.",
    ),
    "de": (
        "Die Botschaft wurde am Montag wieder eröffnet.",
        "Die Gespräche über den Transit gehen nach Angaben der Behörden nächste Woche weiter.",
        "Händler warten am Grenzübergang tagelang, und niemand sagt ihnen, wann das Tor aufgeht.",
        "Die Delegation traf am Abend ein. Der stellvertretende Minister empfing sie und sprach über "
        "Weizen, Treibstoff und die Bahnstrecke.",
    ),
    "fr": (
        "L'ambassade a rouvert lundi matin.",
        "Les discussions sur le transit se poursuivront la semaine prochaine, selon les autorités.",
        "Les marchands attendent des jours au poste-frontière et personne ne leur dit quand la porte "
        "s'ouvrira.",
        "La délégation est arrivée dans la soirée. Le vice-ministre l'a reçue et a parlé de blé, de "
        "carburant et de la voie ferrée.",
    ),
    "hi": (
        "दूतावास सोमवार को फिर से खुल गया।",
        "अधिकारियों ने कहा कि पारगमन पर बातचीत अगले सप्ताह भी जारी रहेगी।",
        "व्यापारी सीमा चौकी पर कई दिन इंतज़ार करते हैं और कोई नहीं बताता कि फाटक कब खुलेगा।",
        "प्रतिनिधिमंडल शाम को राजधानी पहुंचा। उप मंत्री ने उनका स्वागत किया और गेहूं, ईंधन तथा रेल मार्ग "
        "पर बात की।",
    ),
    "zh-Hans": (
        "大使馆周一重新开放。",
        "官员表示，有关过境运输的谈判将于下周继续进行。",
        "商人们在边境口岸等了好几天，没有人告诉他们大门什么时候打开。",
        "代表团傍晚抵达首都。副部长迎接了他们，并谈到小麦、燃料以及双方讨论了十年的铁路。",
    ),
    "zh-Hant": (
        "大使館週一重新開放。",
        "官員表示，有關過境運輸的談判將於下週繼續進行。",
        "商人們在邊境口岸等了好幾天，沒有人告訴他們大門什麼時候打開。",
        "代表團傍晚抵達首都。副部長迎接了他們，並談到小麥、燃料以及雙方討論了十年的鐵路。",
    ),
}

STRANGERS = {
    "es": "Los comerciantes esperan durante días en el paso fronterizo y nadie les dice cuándo se "
    "abrirá la puerta, según contaron los vecinos del pueblo.",
    "it": "I commercianti aspettano per giorni al valico di frontiera e nessuno dice loro quando si "
    "aprirà il cancello, hanno raccontato gli abitanti.",
    "ky": "Соодагерлер чек арада күндөп күтүшөт, дарбаза качан ачыларын эч ким айтпайт. Өкмөт "
    "өкүлдөрү сүйлөшүүлөр уланат деди.",
    "az": "Tacirlər sərhəd məntəqəsində günlərlə gözləyir və heç kim onlara qapının nə vaxt "
    "açılacağını demir.",
    "ja": "商人たちは国境の検問所で何日も待っているが、門がいつ開くのか誰も教えてくれない。",
    "he": "הסוחרים ממתינים ימים במעבר הגבול ואיש אינו אומר להם מתי ייפתח השער.",
    "be": "Гандляры чакаюць на мяжы некалькі дзён, і ніхто не кажа ім, калі адчыняць браму, ўжо час.",
}


@pytest.mark.parametrize(
    ("variety", "sentence"),
    [(variety, sentence) for variety, lines in SENTENCES.items() for sentence in lines],
)
def test_a_sentence_is_recognised(variety: str, sentence: str) -> None:
    assert detect(sentence).code == variety.partition("-")[0]


@pytest.mark.parametrize("variety", SENTENCES)
def test_a_longer_text_is_recognised_with_confidence(variety: str) -> None:
    found = detect("\n\n".join(SENTENCES[variety]))
    assert found.code == variety.partition("-")[0]
    assert found.confidence >= 0.8


@pytest.mark.parametrize("language", STRANGERS)
def test_a_language_not_served_is_undetermined(language: str) -> None:
    assert detect(STRANGERS[language]).code == "und"


@pytest.mark.parametrize("text", ["", "   ", "14:05", "Кабул", "کابل، افغانستان", "Moscow", "北京"])
def test_too_little_text_is_undetermined(text: str) -> None:
    found = detect(text)
    assert (found.code, found.confidence) == ("und", 0.0)


def test_a_latin_name_and_an_address_do_not_change_the_language() -> None:
    text = (
        SENTENCES["ps"][1] + " (Reuters) https://www.example.org/a-very-long-english-address/2025"
    )
    assert detect(text).code == "ps"


def test_a_quotation_in_another_script_does_not_change_the_language() -> None:
    text = " ".join(SENTENCES["en"]) + " «" + SENTENCES["ru"][0] + "»"
    assert detect(text).code == "en"


def test_a_megabyte_costs_no_more_than_a_page() -> None:
    text = " ".join(SENTENCES["ru"]) * 5000
    detect(text)
    started = time.process_time()
    assert detect(text).code == "ru"
    assert time.process_time() - started < 0.2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_a_served_language_or_none(text: str) -> None:
    found = detect(text)
    assert found.code in (*LANGUAGES, "und")
    assert 0.0 <= found.confidence <= 1.0
