"""What challenge, consent, error and paywall pages say, in the languages that sources write.

Only `crawlers.extraction.kinds` uses these, and never alone: each needs a page without an
article's worth of prose beside it.
"""

from __future__ import annotations

import re

CHALLENGE_TITLE = re.compile(
    r"^(?:just a moment|attention required|one moment,? please|please wait"
    r"|checking your browser|ddos-guard|access denied|access to this page has been denied"
    r"|are you (?:a )?(?:human|robot)|robot check|security check|human verification"
    r"|pardon our interruption|bot verification|verifying you are human"
    r"|sucuri website firewall"
    r"|проверка браузера|проверка безопасности|доступ (?:ограничен|запрещ[её]н)|вы не робот"
    r"|подтвердите,? что вы не робот|я не робот|перевірка браузера|güvenlik kontrolü"
    r"|bir dakika lütfen|بررسی امنیتی|تأیید امنیتی|التحقق من|安全验证|人机验证|访问验证|请稍候)",
    re.I,
)
CHALLENGE_TEXT = re.compile(
    r"enable javascript and cookies to continue|checking (?:if the site connection is secure"
    r"|your browser before accessing)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|needs to review the security of your connection|please complete the (?:security check"
    r"|captcha)|unusual traffic from your|your (?:browser|request) (?:was|has been) blocked"
    r"|ray id|ddos protection by|why have i been blocked|prove you(?:'re| are) not a robot"
    r"|проверяем ваш браузер|подтвердите,? что (?:запросы отправляли вы|вы (?:не робот"
    r"|человек))|включите javascript|идет проверка браузера|ваш запрос (?:заблокирован"
    r"|отклон[её]н)|защит\w+ от ddos|я не робот"
    r"|tarayıcınız kontrol ediliyor|robot olmadığınızı|ربات نیستید|در حال بررسی مرورگر"
    r"|يرجى التحقق من أنك|请完成安全验证|正在检查您的浏览器|请开启 ?javascript",
    re.I,
)
# strings in the markup of the pages that protection services put before a site
CHALLENGE_MARKUP = (
    "_cf_chl_opt", "cf-browser-verification", "cf-challenge", "/cdn-cgi/challenge-platform/h/",
    "jschl-answer", "jschl_answer", "ddos-guard/js-challenge", "/.well-known/ddos-guard",
    "_incapsula_resource", "px-captcha",
    "captcha-delivery.com", "geo.captcha", "distil_r_captcha", "sucuri_cloudproxy_js",
    "servicepipe.ru",
    "/__qrator/", 'id="challenge-form"', "cf_captcha_kind", "g-recaptcha-response", "smartcaptcha",
    "awswafintegration", "slowaes", "tonumbers(",
)  # fmt: skip
CONSENT_TITLE = re.compile(
    r"^(?:before you continue|your privacy|we value your privacy|privacy settings"
    r"|cookie (?:settings|consent|policy|preferences)|consent|manage (?:cookies|consent)"
    r"|datenschutz|privatsphäre|mit werbung|zustimmung|votre vie privée|gestion des cookies"
    r"|tu privacidad|согласие на обработку|настройки cookie|gizlilik tercihleri)",
    re.I,
)
CONSENT_TEXT = re.compile(
    r"(?:accept|agree to|consent to|allow) (?:all |the use of |our use of )?(?:cookies"
    r"|processing)|we (?:and our (?:\d+ )?partners|use cookies)|cookies und"
    r"|(?:alle )?cookies (?:akzeptieren|zulassen)|mit werbung weiterlesen|mit tracking"
    r"|accepter (?:et|les cookies|tout)|continuer sans accepter|aceptar (?:y|todas?|cookies)"
    r"|accetta(?:re)? (?:e|tutti|i cookie)|принять (?:все|cookie)|использу(?:ем"
    r"|ет) (?:файлы )?cookie|çerez(?:leri|lere)? (?:kabul|izin)|akceptuj[ęe]? "
    r"|接受(?:所有)? ?cookie",
    re.I,
)
ERROR_TEXT = re.compile(
    r"\b(?:error|ошибка|помилка|fehler|erreur|hata|xato|хато|خطای|خطا)\s*[:№#-]?\s*(?:404|410|500|503)\b"
    r"|\b404\s+(?:not found|error|ошибка)|page (?:was )?not found|страница не найдена"
    r"|страница (?:была )?удалена|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|الصفحة غير موجودة"
    r"|sayfa bulunamadı|页面不存在",
    re.I,
)
ERROR_TITLE = re.compile(
    r"^(?:(?:error|ошибка|fehler|erreur|hata|خطای|خطا|错误|エラー|xato"
    r"|хато)?\s*[:#-]?\s*(?:40[0134]|410|50[0234])(?:\D|$)|(?:the "
    r"|this )?page (?:you requested |you were looking for )?(?:was |is |could |can ?not "
    r"|cannot |has )?(?:be )?(?:not found|no longer|not available|unavailable|removed"
    r"|doesn.?t exist|does not exist)|page not found|not found$|nothing (?:was )?found|oops"
    r"|sorry,? (?:the |this |we )|server error|internal server error|bad gateway"
    r"|service unavailable|site (?:is )?under maintenance|article not found|story not found"
    r"|forbidden$"
    r"|страница не (?:найдена|существует)|страницы не существует|материал (?:не найден|недоступен"
    r"|удал[её]н)|ничего не найдено|ошибка сервера|сайт (?:временно )?недоступен"
    r"|сторінк[ау] не (?:знайдено|існує)|seite (?:wurde )?nicht gefunden|page (?:introuvable"
    r"|non trouvée)|página no encontrada|pagina non trovata|página não encontrada"
    r"|sayfa bulunamadı|sahifa topilmadi|саҳифа (?:топилмади|ёфт нашуд)|бет табылмады"
    r"|strona nie (?:została znaleziona|istnieje)"
    r"|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|صفحه مورد نظر|این صفحه وجود ندارد|پاڼه ونه موندل"
    r"|الصفحة غير موجودة|لم يتم العثور|صفحہ نہیں ملا|पृष्ठ नहीं मिला|页面(?:不存在|未找到|找不到)"
    r"|找不到(?:该|您)?|您访问的页面|抱歉)",
    re.I,
)
WALL_TEXT = re.compile(
    r"subscribe (?:now )?to (?:continue|keep|read|unlock)|to (?:continue"
    r"|keep) reading,? (?:please )?(?:subscribe|log ?in|sign|register|create)|(?:this"
    r"|the) (?:article|story|content) is (?:only |exclusively )?(?:for"
    r"|available to) (?:our )?(?:subscribers|members|premium)|already a (?:subscriber"
    r"|member)\?|subscribers? only|for subscribers|unlock this (?:article|story)|you(?:'ve"
    r"| have) reached your (?:limit|free)|start your (?:free )?(?:trial|subscription) "
    r"|become a (?:subscriber|member) to"
    r"|доступ(?:ен|на|но)? (?:только )?(?:для )?(?:подписчик|по подписке)|оформите подписку"
    r"|(?:чтобы|для того чтобы) (?:читать|прочитать|дочитать).{0,40}(?:подпи|войд|зарегистр)"
    r"|полный текст доступен|материал доступен только|лише для передплатників"
    r"|передплат\w+ щоб"
    r"|jetzt (?:weiterlesen|abonnieren|testen)|weiterlesen mit|(?:diesen"
    r"|den) artikel (?:lesen sie|können sie) (?:nur )?mit|sie haben bereits ein abo"
    r"|nur für abonnenten|exklusiv für abonnent|réservé aux abonnés|il vous reste \d"
    r"|abonnez-vous pour|exclusiv[oa] para (?:suscriptores|assinantes)|suscríbete para"
    r"|per continuare a leggere|riservato agli abbonati|abonelere özel"
    r"|okumaya devam etmek için|abone ol(?:un|arak)|prenumerera för att|bli abonnent"
    r"|pozostało \d+% artykułu|dostęp (?:tylko )?dla (?:subskrybentów|prenumeratorów)"
    r"|ویژه (?:مشترکین|اعضا)|برای (?:خواندن|ادامه) .{0,30}(?:اشتراک|عضو)|للمشتركين فقط"
    r"|اشترك (?:للقراءة|لمتابعة)|会员(?:专享|专属)|订阅(?:后|以)(?:继续)?阅读|付费(?:阅读|内容)"
    r"|有料会員|会員限定"
    r"|この記事は有料|로그인 후",
    re.I,
)
LIVE_TITLE = re.compile(
    r"(?:^|\W)(?:live|liveblog|live-ticker|liveticker|newsblog|en direct|en vivo|onlain"
    r"|онлайн|текстовая трансляция|наживо|canlı|anlık|مباشر|لحظه به لحظه|زنده|لائیو|直播"
    r"|实时更新)(?:\W|$)",
    re.I,
)
