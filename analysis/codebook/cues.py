"""Small words that change what a sentence says about a name in it.

Lists per language, whole words, matched in the same pass as the codebook. They
are the general ones; a form of a concept that is negative in itself (Persian
نشناخته, Turkish tanımadı) is marked `negated: true` in the codebook.
"""

from __future__ import annotations

from typing import Literal

CueKind = Literal[
    "negation_before",
    "negation_after",
    "no_denial",
    "nobody",
    "except",
    "reporting",
    "hypothetical",
    "historical",
]

# Negates what follows within a few words: "has *not* yet recognised".
_NEGATION_BEFORE = {
    "en": "not; never; no; cannot; can't; won't; don't; doesn't; didn't; hasn't; haven't; "
    "isn't; without; refuses to; refused to; refuse to; refusing to; declined to; "
    "far from; stopped short of; rules out; ruled out; nobody; no country; no one; "
    "neither; nor; yet to; fails to; failed to",
    "ru": "не; ни; нет; никогда; без; никто; отказался; отказалась; отказались; "
    "отказывается; отказываются; отказаться; далёк от; далека от; ни одна страна; "
    "рано",
    "uk": "не; ні; немає; ніколи; без; ніхто; відмовився; відмовилася; відмовилась; "
    "відмовляється; жодна країна",
    "fa": "بدون; هیچ; هیچ کشوری; عدم; نه; خودداری; نبود",
    "ps": "نه; نۀ; هیڅ; پرته; بې له; مه; له انکار",
    "tg": "не; ҳеҷ; бидуни; ҳанӯз не",
    "uz": "hech; hech qanday; emas; ҳеч; эмас",
    "ur": "نہیں; نہ; بغیر; کوئی ملک; انکار; عدم",
    "ar": "لا; لم; لن; ليس; ليست; لمّا; دون; بدون; عدم; غير; ما لم; رفض; ترفض; يرفض; رفضت",
    "zh": "不; 未; 没有; 尚未; 并未; 从未; 不会; 没; 无意; 拒绝; 未曾; 不予; 并不",
    "tr": "hiçbir; asla; henüz",
    "de": "nicht; kein; keine; keinen; keiner; keinem; nie; niemals; ohne; weigert sich; "
    "lehnt; lehnte; verweigert; weigert sich,; weigerte sich,; weigern sich,; "
    "lehnt es ab,; lehnte es ab,; lehnen es ab,",
    "fr": "ne; n'; non; jamais; aucun; aucune; sans; refuse de; a refusé de; refusé; pas de; "
    "ni; pas encore; refusent de; refusait de; s'abstient de",
    "kk": "ешқандай; ешбір",
    "hi": "नहीं; न; बिना; कोई भी देश; इनकार",
}
# Negates what precedes it: verbs stand at the end in these languages.
_NEGATION_AFTER = {
    "fa": "نکرده; نکرد; نکرده است; نکرده‌اند; نکند; نکنند; نمی‌کند; نمی‌کنند; نشده; "
    "نشده است; نشد; نمی‌شود; نخواهد; نخواهند; نیست; ندارد; ندارند; نداشت; نشناخته; "
    "نشناخت; نمی‌شناسد; نمی‌شناسند; نشناخته است; نمی‌شناسیم; نشناخته‌اند; نشناسد; "
    "نداده; نداد; نمی‌دهد; خودداری; امتناع; سر باز زد; سر باز زده; اجتناب; رد کرد; "
    "نپذیرفت; نپذیرفته",
    "ps": "نه دی; نه ده; نه دي; نه کوي; نه دی کړی; نه ده کړې; نشته; نه لري; نه شي; ندی; نده; "
    "ندي; نه; ونه; ډډه وکړه; ډډه کړې; انکار",
    "tg": "накардааст; накард; намекунад; намекунанд; нашудааст; нашуд; нест; надорад; "
    "надоранд; нашинохтааст; намешиносад; накардаанд; худдорӣ; даст кашид; рад кард",
    "uz": "emas; yo'q; qilmadi; qilmagan; qilmaydi; qilinmagan; bermaydi; olmadi; olmagan; "
    "olmaydi; олмади; олмаган; олмайди; эмас; йўқ; қилмади; қилмаган; қилмайди; "
    "қилинмаган; bosh tortdi; bosh tortgan; bosh tortmoqda; rad etdi; rad etgan; "
    "бош тортди; бош тортган; рад этди; рад этган",
    "ur": "نہیں; نہیں کیا; نہیں کرتا; نہیں ہے; انکار; نہیں کرے گا; نہیں کیا ہے",
    "tr": "değil; etmedi; etmiyor; etmeyecek; etmemiş; edilmedi; edilmiyor; yok; tanımadı; "
    "tanımıyor; tanımayacak; olmadı; olmayacak; yapmadı; reddetti; reddediyor; "
    "reddetmiş; kaçındı; kaçınıyor; tanımamış; etmemişti; tanımamıştı",
    "kk": "емес; жоқ; еткен жоқ; етпейді; етпеді; мойындамайды; мойындаған жоқ; танымайды; "
    "бас тартты; бас тартып; бас тартқан; мойындамады; мойындамаған; мойындамай; "
    "таныған жоқ; танымады",
    "hi": "नहीं; नहीं किया; नहीं दी; नहीं है; इनकार; मना कर; से परहेज़",
    "de": "nicht; nicht an; ab",
    "en": "not; never; refused; rejected; denied",
    "fr": "pas; jamais",
    "ru": "не планируется; исключено; невозможно; преждевременно",
    "uk": "не планується; виключено; неможливо; передчасно",
    "zh": "为时过早; 不可能; 遭拒",
    "ar": "غير وارد; مرفوض",
}
# Holds a word of the lists above and denies nothing: "not only", "no doubt".
_NO_DENIAL = {
    "en": "not only; not just; not merely; not simply; no doubt; no wonder; not least; "
    "not ruled out; not rule out; cannot be ruled out; not excluded; no less than",
    "ru": "не только; не просто; не исключено; не исключает; не исключают; не исключил; "
    "не исключила; не раз; не случайно; не менее; тем не менее; без сомнения; "
    "нет сомнений; не секрет",
    "uk": "не лише; не тільки; не просто; не виключено; не виключає; не виключив; не раз; "
    "не випадково; не менш; без сумніву",
    "fa": "نه تنها; نه فقط; نه صرفا; بدون شک; بدون تردید",
    "ps": "نه یوازې; نه یواځې; پرته له شکه; بې له شکه",
    "tg": "не танҳо; бидуни шак",
    "uz": "hech shubhasiz; ҳеч шубҳасиз",
    "ur": "نہ صرف; نہ فقط",
    "ar": "ليس فقط; ليست فقط; لا شك; بلا شك; لا سيما; لا تزال; لا يزال; لا يستبعد; "
    "لا تستبعد; لم يستبعد",
    "zh": "不仅; 不但; 不只; 不止; 不光; 不过; 不断; 不久; 不少; "
    "不同; 不满; 不安; 不稳; 不得不; 不料; 不论; 不管; 不惜; 不排除; 未来; "
    "前所未有; 没收",
    "de": "nicht nur; nicht allein; nicht zuletzt; ohne zweifel; kein wunder; nicht weniger; "
    "nicht ausgeschlossen",
    "fr": "non seulement; pas seulement; sans doute; sans aucun doute; non plus",
    "kk": "ғана емес; қана емес",
    "hi": "न केवल; न सिर्फ; न सिर्फ़",
}
# "No country *except* Russia has recognised": said of all the others, so that what is denied
# of them is affirmed of the one.
_NOBODY = {
    "en": "no country; no other country; no state; no other state; no nation; "
    "no other nation; no government; no other government; nobody; no one; none; "
    "not a single; not one",
    "ru": "ни одна страна; ни одна другая страна; ни одно государство; "
    "ни одно другое государство; никто; никем; никакая страна",
    "uk": "жодна країна; жодна інша країна; жодна держава; жодна інша держава; ніхто; ніким",
    "fa": "هیچ کشوری; هیچ کشور; هیچ دولتی; هیچ دولت; هیچ‌کس; هیچ یک; کشور دیگری",
    "ps": "هېڅ هېواد; هیڅ هیواد; هیڅ هېواد; هېڅ دولت; هیڅوک; هېڅوک; بل هېواد; بل هیڅ هېواد",
    "tg": "ҳеҷ кишвар; ҳеҷ кишваре; ҳеҷ давлат; ҳеҷ давлате; ҳеҷ кас",
    "uz": "hech bir davlat; hech qaysi davlat; hech qanday davlat; hech bir mamlakat; "
    "hech qaysi mamlakat; hech kim; ҳеч бир давлат; ҳеч қайси давлат; "
    "ҳеч қандай давлат; ҳеч бир мамлакат; ҳеч ким",
    "ur": "کسی ملک; کوئی ملک; کسی اور ملک; کوئی اور ملک; کسی بھی ملک; کوئی بھی ملک; کسی دوسرے ملک",
    "ar": "أي دولة; أية دولة; أي بلد; أي حكومة; لا دولة; لا أحد",
    "zh": "没有国家; 没有任何国家; 没有其他国家; 没有一个国家; 尚无国家; 任何国家; 其他国家",
    "tr": "hiçbir ülke; başka ülke; başka hiçbir ülke; hiçbir devlet; hiç kimse; kimse",
    "de": "kein land; kein anderes land; kein staat; kein anderer staat; niemand; "
    "keine regierung; keine andere regierung",
    "fr": "aucun pays; aucun autre pays; aucun état; aucun autre état; aucun gouvernement; "
    "nul pays; personne",
    "kk": "ешқандай ел; ешбір ел; ешқандай мемлекет; ешбір мемлекет; бірде-бір ел; "
    "бірде-бір мемлекет; ешкім",
    "hi": "किसी देश; कोई देश; किसी और देश; किसी भी देश; कोई भी देश; किसी अन्य देश",
}
# ... and the words that take one out.
_EXCEPT = {
    "en": "other than; except; apart from; aside from; besides; save for; with the exception",
    "ru": "кроме; помимо; за исключением; не считая",
    "uk": "крім; окрім; за винятком",
    "fa": "به جز; بجز; جز; غیر از; به غیر از; به استثنای; مگر",
    "ps": "پرته; بغیر; بې له; سربېره",
    "tg": "ба ҷуз; ҷуз; ба ғайр аз; ғайр аз; ба истиснои",
    "uz": "boshqa; tashqari; mustasno; бошқа; ташқари; мустасно",
    "ur": "کے علاوہ; کے سوا; سوائے; ماسوائے; کے بغیر",
    "ar": "سوى; باستثناء; ما عدا; عدا; إلا; بخلاف",
    "zh": "除; 以外; 之外",
    "tr": "dışında; haricinde; hariç",
    "de": "außer; abgesehen von; mit ausnahme; ausgenommen; bis auf",
    "fr": "à part; hormis; sauf; excepté; à l'exception; en dehors de; autre que; mis à part",
    "kk": "басқа; өзге; қоспағанда",
    "hi": "के अलावा; के सिवा; के सिवाय; छोड़कर",
}
_REPORTING = {
    "en": "said; says; told; according to; added; stated; noted; claimed; claims; argues; "
    "argued; announced; reported; reports; warned; warns; believes; suggests; "
    "observes; predicted; predicts; explained; emphasized; emphasised; stressed; "
    "quoted; in his view; in her view; in his words; say; argue; insists; insisted; confirmed; "
    "acknowledged; suggested; reiterated; remarked; commented; declared; maintains",
    "ru": "сказал; сказала; сказали; заявил; заявила; заявили; заявило; сообщил; сообщила; "
    "сообщили; сообщает; сообщило; отметил; отметила; подчеркнул; подчеркнула; "
    "добавил; добавила; рассказал; рассказала; считает; считают; полагает; "
    "по словам; по мнению; согласно; пояснил; пояснила; уточнил; уточнила; цитирует; "
    "передаёт; пишет; утверждает; предупредил; напомнил",
    "uk": "сказав; сказала; заявив; заявила; заявили; повідомив; повідомила; повідомили; "
    "повідомляє; зазначив; зазначила; підкреслив; підкреслила; додав; додала; "
    "вважає; за словами; на думку; згідно з; пояснив; пише; передає; стверджує",
    "fa": "گفت; گفته; گفته است; گفتند; افزود; اعلام کرد; اعلام کرده; تأکید کرد; تاکید کرد; "
    "به گفته; به نقل از; نوشت; اظهار داشت; گزارش داد; تصریح کرد; خبر داد; معتقد است; "
    "می‌گوید; می‌گویند",
    "ps": "وویل; وايي; ويلي; وویلي; په وینا; ویلي دي; ویلي; خبر ورکړ; زیاته کړه; ټینګار وکړ; لیکلي",
    "tg": "гуфт; гуфтааст; изҳор дошт; изҳор кард; хабар дод; таъкид кард; ба гуфтаи; "
    "мегӯяд; илова кард; навишт; эълом кард; ба қавли",
    "uz": "dedi; deydi; degan; aytdi; ma'lum qildi; bildirdi; ta'kidladi; "
    "so'zlariga ko'ra; yozdi; xabar berdi; деди; дейди; деган; айтди; маълум қилди; "
    "билдирди; таъкидлади; сўзларига кўра",
    "ur": "کہا; کہا کہ; نے کہا; بتایا; کے مطابق; مزید کہا; اعلان کیا; دعویٰ کیا; کہنا ہے; کہنا تھا",
    "ar": "قال; قالت; أضاف; أضافت; أعلن; أعلنت; أكد; أكدت; صرح; صرحت; ذكر; ذكرت; وفقا ل; "
    "وفقاً; بحسب; حسب; أوضح; أشار; أشارت; نقلت; يرى; اعتبر; شدد; زعم",
    "zh": "表示; 称; 说; 指出; 认为; 宣布; 强调; 透露; 报道; 据; 告诉; 声称; 写道; 补充",
    "tr": "dedi; söyledi; belirtti; açıkladı; ifade etti; vurguladı; kaydetti; göre; "
    "bildirdi; duyurdu; ekledi; savundu; diyor; aktardı; konuştu",
    "de": "sagte; sagt; erklärte; teilte mit; laut; zufolge; betonte; berichtete; "
    "berichtet; so der; so die; meint; warnte; behauptet; hieß es; äußerte",
    "fr": "a déclaré; déclare; a dit; dit; selon; a affirmé; affirme; a indiqué; a ajouté; "
    "estime; d'après; a annoncé; a souligné; explique; rapporte; a précisé",
    "kk": "деді; дейді; деп; хабарлады; мәлімдеді; айтты; айтуынша; атап өтті; жазды; "
    "сәйкес; хабарлайды",
    "hi": "कहा; बताया; के अनुसार; ने कहा; का कहना है; दावा किया; घोषणा की; जोड़ा",
}
_HYPOTHETICAL = {
    "en": "if; may; might; could; would; possible; possibly; potential; potentially; likely; "
    "perhaps; whether; considering; contemplating; expected to; plans to; unlikely; "
    "should; hypothetical; predicts; prospects; eventual; if and when; not ruled out; "
    "not rule out; hypothetically; in the event",
    "ru": "если; может; могут; мог бы; могла бы; могли бы; возможно; возможное; возможного; "
    "возможном; вероятно; предположительно; якобы; ли; бы; планирует; планируют; "
    "рассматривает; рассматривают; ожидается; допускает; допустил; в случае; "
    "перспектива; перспективы; не исключено; не исключает; не исключил; не исключила; "
    "не исключают",
    "uk": "якщо; може; можуть; міг би; могла б; можливо; можливе; можливого; ймовірно; "
    "нібито; чи; планує; розглядає; очікується; у разі; у випадку; б; би; "
    "не виключено; не виключає; не виключив",
    "fa": "اگر; شاید; ممکن است; ممکن; احتمال; احتمالا; احتمالاً; در صورت; قرار است; "
    "بررسی می‌کند; امکان دارد; می‌تواند; چنانچه; احتمالی",
    "ps": "که چېرې; ښايي; کېدای شي; امکان لري; شاید; احتمال; ممکن; به شي",
    "tg": "агар; шояд; мумкин; мумкин аст; эҳтимол; эҳтимолан; дар сурати; метавонад; ният дорад",
    "uz": "agar; balki; mumkin; ehtimol; bo'lishi mumkin; rejalashtirmoqda; агар; балки; "
    "мумкин; эҳтимол",
    "ur": "اگر; شاید; ممکن; ممکنہ; امکان; ہو سکتا ہے; سکتا ہے; سکتی ہے; متوقع",
    "ar": "إذا; إن كان; قد; ربما; يمكن; من الممكن; احتمال; محتمل; المحتمل; من المتوقع; لو; في حال",
    "zh": "如果; 可能; 或许; 也许; 若; 假如; 考虑; 有望; 或将; 预计; 是否; 潜在",
    "tr": "eğer; belki; olabilir; muhtemel; muhtemelen; mümkün; ihtimal; ihtimali; "
    "planlıyor; bekleniyor; değerlendiriyor; edebilir; takdirde; olası; tanıyabilir; "
    "tanıyabileceği; edebileceği; olabileceği; verebilir; alabilir; yapabilir; "
    "kaldırabilir; çıkarabilir; imzalayabilir; başlayabilir",
    "de": "wenn; falls; könnte; könnten; möglicherweise; vielleicht; wahrscheinlich; "
    "würde; würden; mögliche; möglichen; erwägt; sollte; ob; dürfte",
    "fr": "si; pourrait; pourraient; peut-être; éventuelle; éventuel; probablement; "
    "possible; envisage; serait; devrait; en cas de; potentielle",
    "kk": "егер; мүмкін; ықтимал; бәлкім; болуы мүмкін; жоспарлап отыр; қарастыруда",
    "hi": "अगर; यदि; शायद; संभव; संभावना; सकता है; सकती है; संभावित",
}
_HISTORICAL = {
    "en": "soviet; in the 1980s; in the 1990s; decades ago; historical; historically; "
    "back then; at the time; former republic; cold war; years ago; anniversary; "
    "first emirate",
    "ru": "советский; советского; советских; советской; советские; советская; "
    "в советское время; в 80-х; в 90-х; десятилетия назад; исторически; годовщина; "
    "годовщины; годовщину; в те годы; лет назад; в своё время; холодной войны",
    "uk": "радянський; радянського; радянських; радянської; радянські; у 80-х; у 90-х; "
    "років тому; річниця; річниці; холодної війни",
    "fa": "شوروی; دهه هشتاد; دهه شصت; دهه نود; سال‌ها پیش; جنگ سرد; تاریخی; سالگرد; "
    "سال پیش; در آن زمان",
    "ps": "شوروي; کاله وړاندې; کلونه وړاندې; سړې جګړې; تاریخي; کلیزه",
    "tg": "шӯравӣ; солҳо пеш; сол пеш; ҷанги сард; таърихӣ; дар он замон; солгарди",
    "uz": "sovet; yillar oldin; yil oldin; sovuq urush; tarixiy; совет; йил олдин; йиллар олдин",
    "ur": "سوویت; سوویت یونین; سال پہلے; برس قبل; سرد جنگ; تاریخی",
    "ar": "السوفيتي; السوفييتي; السوفياتي; قبل سنوات; قبل عقود; الحرب الباردة; تاريخيا; ذكرى",
    "zh": "苏联; 年前; 冷战; 历史上; 周年; 当年",
    "tr": "sovyet; sovyetler; yıl önce; yıllar önce; soğuk savaş; tarihsel; yıldönümü; o dönem",
    "de": "sowjetische; sowjetischen; sowjetischer; sowjetunion; vor jahren; kalten krieg; "
    "damals; jahrestag; historisch",
    "fr": "soviétique; soviétiques; il y a des années; guerre froide; à l'époque; "
    "historiquement; anniversaire",
    "kk": "кеңес; кеңестік; жыл бұрын; қырғи-қабақ соғыс; тарихи",
    "hi": "सोवियत; साल पहले; शीत युद्ध; ऐतिहासिक; वर्षगांठ",
}

CUES: dict[CueKind, dict[str, str]] = {
    "negation_before": _NEGATION_BEFORE,
    "negation_after": _NEGATION_AFTER,
    "no_denial": _NO_DENIAL,
    "nobody": _NOBODY,
    "except": _EXCEPT,
    "reporting": _REPORTING,
    "hypothetical": _HYPOTHETICAL,
    "historical": _HISTORICAL,
}


def cue_words() -> list[tuple[CueKind, str, str]]:
    """(kind, language, word or phrase) of every cue."""
    return [
        (kind, language, word.strip())
        for kind, languages in CUES.items()
        for language, words in languages.items()
        for word in words.split(";")
    ]
