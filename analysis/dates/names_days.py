"""Weekdays, parts of the day and the small words that stand inside a written date."""

from __future__ import annotations

# Monday first; variants separated by "|". A weekday never makes a date by itself:
# it is skipped between the parts of one and settles day/month order.
WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": (
        "monday|mon", "tuesday|tue|tues", "wednesday|wed", "thursday|thu|thur|thurs",
        "friday|fri", "saturday|sat", "sunday|sun",
    ),
    "ru": (
        "понедельник|пн|пнд", "вторник|вт|втр", "среда|среду|ср", "четверг|чт|чтв",
        "пятница|пятницу|пт|птн", "суббота|субботу|сб", "воскресенье|вс|вск",
    ),
    "uk": (
        "понеділок", "вівторок", "середа|середу", "четвер", "п'ятниця|пятниця|п'ятницю",
        "субота|суботу|суб", "неділя|неділю|нд",
    ),
    # Monday is missing: Душанбе is the capital far more often
    "tg": (
        "", "сешанбе", "чоршанбе", "панҷшанбе", "ҷумъа", "шанбе", "якшанбе",
    ),
    "uz": (
        "dushanba|душанба", "seshanba|сешанба", "chorshanba|чоршанба", "payshanba|пайшанба",
        "juma|жума", "shanba|шанба", "yakshanba|якшанба",
    ),
    "kk": (
        "дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі",
    ),
    "tr": (
        "pazartesi|pzt", "salı|sal", "çarşamba|çar", "perşembe|per", "cuma|cum", "cumartesi|cmt",
        "pazar|paz",
    ),
    "de": (
        "montag|mo", "dienstag|di", "mittwoch|mi", "donnerstag|do", "freitag|fr",
        "samstag|sonnabend|sa", "sonntag|so",
    ),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "hi": (
        "सोमवार|सोम", "मंगलवार|मंगल", "बुधवार|बुध", "गुरुवार|गुरूवार|वीरवार|बृहस्पतिवार|गुरु", "शुक्रवार|शुक्र",
        "शनिवार|शनि", "रविवार|इतवार|रवि",
    ),
    "ur": ("پیر|سوموار", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"),
    "ps": (
        "دوشنبه|دوه شنبه|دوه نۍ", "سه شنبه|درې شنبه|درې نۍ", "چارشنبه|څلور نۍ|چهارشنبه",
        "پنجشنبه|پنځه نۍ", "جمعه|جمعې", "شنبه|خالي", "یکشنبه|یوه نۍ|یک شنبه",
    ),
    "fa": (
        "دوشنبه|دو شنبه", "سه شنبه|سهشنبه", "چهارشنبه|چهار شنبه|چارشنبه", "پنجشنبه|پنج شنبه",
        "جمعه|آدینه", "شنبه", "یکشنبه|یک شنبه",
    ),
    "ar": (
        "الاثنين|الإثنين|اثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد",
    ),
    "zh": (
        "星期一|周一|週一|礼拜一|禮拜一", "星期二|周二|週二|礼拜二|禮拜二",
        "星期三|周三|週三|礼拜三|禮拜三",
        "星期四|周四|週四|礼拜四|禮拜四", "星期五|周五|週五|礼拜五|禮拜五",
        "星期六|周六|週六|礼拜六|禮拜六",
        "星期日|星期天|周日|週日|礼拜天|禮拜天",
    ),
    "other": (
        "lunes|lunedi|segunda|maandag|mandag", "martes|martedi|terca|dinsdag|tirsdag",
        "miercoles|mercoledi|quarta|woensdag|onsdag", "jueves|giovedi|quinta|donderdag|torsdag",
        "viernes|venerdi|sexta|vrijdag|fredag", "sabado|sabato|zaterdag|lordag",
        "domingo|domenica|zondag|sondag",
    ),
}  # fmt: skip

# Words after a clock time that place it in the half-day. "م" and "ص" (ar) and
# "утра" (ru) are read as such only right after a time.
BEFORE_NOON = (
    "am|a.m|утра|ночи|ранку|صباحا|صباحاً|ص|صبح|قبل از ظهر|بامداد|ق.ظ|سهار|غرمې مخکې|قبل دوپہر|"
    "पूर्वाह्न|सुबह|तड़के|öö|上午|凌晨|早上|清晨|ertalab|эрталаб|субҳ"
)
AFTER_NOON = (
    "pm|p.m|вечера|дня|вечора|مساء|مساءً|م|ظهرا|عصر|شب|بعد از ظهر|ب.ظ|ماسپښین|ماښام|شام|رات|دوپہر|"
    "سہ پہر|अपराह्न|शाम|रात|दोपहर|ös|下午|晚上|傍晚|中午|晚间|晚間|kechqurun|кечқурун|бегоҳ"
)

# What may stand between day, month, year and time without ending the date.
FILLERS = (
    "at|on|of|the|and|in|t|um|uhr|kl|klo|hrs|hours|h|le|a|à|de|del|du|am|den|der|vom|os|om|ore|alle|"
    "st|nd|rd|th|er|e|го|е|ое|ого|ье|й|г|гг|год|года|году|в|около|о|об|р|рік|року|рр|"
    "юм|юми|ум|уми|соли|сол|соати|соат|моҳи|с|"
    "yil|yilning|yilda|yili|kuni|kun|soat|da|inchi|nchi|йил|йилнинг|йилда|йили|куни|нчи|й|"
    "жыл|жылғы|жылы|жылдың|ж|сағат|сағ|күні|"
    "saat|saati|tarihinde|günü|yılı|da|de|ta|te|nin|ın|"
    "ساعت|ساعات|سال|ماه|برج|مورخ|مورخه|در|روز|مطابق|برابر|با|به|هجری|شمسی|خورشیدی|هش|ه|ش|میلادی|"
    "د|کال|کالۀ|پر|په|نېټه|نیټه|مه|م|مین|ام|بجو|بجې|لمریز|لېږدیز|زېږدیز|زیږدیز|میاشتې|میاشت|عیسوي|"
    "ء|بجے|بمطابق|کو|سنہ|عیسوی|هجري|"
    "الساعة|الموافق|في|عام|سنة|من|شهر|يوم|ميلادي|هـ|توقيت|"
    "बजे|को|की|सन|ई|तारीख"
)

# Days of the month in words, from the first on: Persian, as Afghan and Iranian sites write
# them before a month name ("سیزدهم اسد ۱۴۰۴").
ORDINALS = (
    "یکم|اول",
    "دوم",
    "سوم",
    "چهارم|چارم",
    "پنجم",
    "ششم|شیشم",
    "هفتم",
    "هشتم",
    "نهم",
    "دهم",
    "یازدهم",
    "دوازدهم",
    "سیزدهم",
    "چهاردهم|چاردهم",
    "پانزدهم",
    "شانزدهم",
    "هفدهم",
    "هجدهم|هژدهم|هیجدهم",
    "نوزدهم|نزدهم",
    "بیستم",
    "بیست و یکم|بیست و اول",
    "بیست و دوم",
    "بیست و سوم",
    "بیست و چهارم|بیست و چارم",
    "بیست و پنجم",
    "بیست و ششم",
    "بیست و هفتم",
    "بیست و هشتم",
    "بیست و نهم",
    "سی ام|سیام",
    "سی و یکم|سی و اول",
)

# Labels that turn the date after them into the date of a change …
MODIFIED = (
    "updated|update|modified|edited|revised|amended|corrected|actualizado|aggiornato|bijgewerkt|"
    "oppdatert|обновлено|обновлена|обновление|изменено|изменён|отредактировано|оновлено|змінено|"
    "навсозӣ|навшуда|yangilandi|yangilangan|янгиланди|янгиланган|жаңартылды|жаңартылған|"
    "güncelleme|güncellendi|güncellenme|aktualisiert|geändert|actualisé|modifié|mise|maj|"
    "به‌روزرسانی|بروزرسانی|روزرسانی|به‌روز|بروز|آپدیت|"
    "ویرایش|اصلاح|تازه شوی|اوښتی|نوی شوی|اپ ڈیٹ|اپڈیٹ|تحديث|تعديل|معدل|"
    "अपडेट|अद्यतन|संशोधित|更新|修改|修订|修訂"
)
# … and labels that turn it back
PUBLISHED = (
    "published|posted|created|publiziert|veröffentlicht|erstellt|publié|publicado|pubblicato|"
    "опубликовано|опубликована|опублікована|опубліковано|создано|дата|нашр|нашршуда|chop|e'lon|"
    "эълон|жарияланды|жарияланған|yayınlanma|yayınlandı|yayın|oluşturma|منتشر|انتشار|نشر|تاریخ|خپور|"
    "خپرېدو|شائع|پوسٹ|نشرت|نشر في|प्रकाशित|发布|發布|发表|發表|刊登|来源|時間"
)
