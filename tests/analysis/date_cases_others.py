"""Dates in Latin letters, Hindi and Chinese."""

from __future__ import annotations

from tests.analysis.date_case import DE, EN, FR, HI, TR, ZH, Case

TURKISH = [
    Case("3 Ağustos 2025", "2025-08-03T00:00+03:00", "day", TR),
    Case("3 AĞUSTOS 2025 PAZAR 14:05", "2025-08-03T14:05+03:00", "minute", TR),
    Case("03.08.2025 - 14:05", "2025-08-03T14:05+03:00", "minute", TR),
    Case("17 Ocak 2025", "2025-01-17T00:00+03:00", "day", TR),
    Case("4 Şubat 2025 Salı", "2025-02-04T00:00+03:00", "day", TR),
    Case("12 HAZİRAN 2025", "2025-06-12T00:00+03:00", "day", TR),
    Case("5 KASIM 2024", "2024-11-05T00:00+03:00", "day", TR),
    Case("25 Aralık 2024", "2024-12-25T00:00+03:00", "day", TR),
    Case("Yayınlanma: 3 Ağu 2025 Güncelleme: 4 Ağu 2025", "2025-08-03T00:00+03:00", "day", TR),
]

HINDI = [
    Case("3 अगस्त 2025", "2025-08-03T00:00+05:30", "day", HI),
    Case("०३ अगस्त २०२५", "2025-08-03T00:00+05:30", "day", HI),
    Case("17 जनवरी 2025, 10:30 IST", "2025-01-17T10:30+05:30", "minute", HI),
    Case("4 फ़रवरी 2025", "2025-02-04T00:00+05:30", "day", HI),
    Case("4 फरवरी, 2025", "2025-02-04T00:00+05:30", "day", HI),
    Case("रविवार, 3 अगस्त 2025 शाम 5:30 बजे", "2025-08-03T17:30+05:30", "minute", HI),
    Case("5 अक्तूबर 2024", "2024-10-05T00:00+05:30", "day", HI),
    Case("15 सितम्बर 2024", "2024-09-15T00:00+05:30", "day", HI),
    Case("अपडेट: 25 दिसंबर 2024", "2024-12-25T00:00+05:30", "day", HI),
]

CHINESE = [
    Case("2025年8月3日", "2025-08-03T00:00+08:00", "day", ZH),
    Case("2025年08月03日 14:05", "2025-08-03T14:05+08:00", "minute", ZH),
    Case("2025年8月3日14时05分", "2025-08-03T14:05+08:00", "minute", ZH),
    Case("2025年8月3日 下午2:05", "2025-08-03T14:05+08:00", "minute", ZH),
    Case("2025年8月3日星期日下午2時05分", "2025-08-03T14:05+08:00", "minute", ZH),
    Case("二〇二五年八月三日", "2025-08-03T00:00+08:00", "day", ZH),
    Case("二零二四年十二月二十五日", "2024-12-25T00:00+08:00", "day", ZH),
    Case("民國114年8月3日", "2025-08-03T00:00+08:00", "day", ZH),
    Case("2025-08-03 14:05:09 来源：某某社", "2025-08-03T14:05:09+08:00", "second", ZH),
    Case("2025/8/3 14:05", "2025-08-03T14:05+08:00", "minute", ZH),
    Case("２０２５年８月３日", "2025-08-03T00:00+08:00", "day", ZH),
    Case("发布时间：2025年8月3日 更新时间：2025年8月4日", "2025-08-03T00:00+08:00", "day", ZH),
    Case("8月3日 14:05", "2025-08-03T14:05+08:00", "minute", ZH),
]

WESTERN = [
    Case("August 3, 2025", "2025-08-03T00:00+00:00", "day", EN),
    Case("Aug. 3, 2025, 2:05 p.m.", "2025-08-03T14:05+00:00", "minute", EN),
    Case("3rd August 2025", "2025-08-03T00:00+00:00", "day", EN),
    Case("Sunday August 3rd 2025 at 2:05 pm ET", "2025-08-03T14:05-04:00", "minute", EN),
    Case("2:05 PM EDT • Aug 3, 2025", "2025-08-03T14:05-04:00", "minute", EN),
    Case("14:05 BST, 3 August 2025", "2025-08-03T14:05+01:00", "minute", EN),
    Case("Sun 3 Aug 2025 09.15 BST", "2025-08-03T09:15+01:00", "minute", EN),
    Case("August 3, 2025 9pm", "2025-08-03T21:00+00:00", "minute", EN),
    Case("12:30 AM, Aug 3, 2025", "2025-08-03T00:30+00:00", "minute", EN),
    Case("3 August 2025 14:05 UTC+5", "2025-08-03T14:05+05:00", "minute", EN),
    Case("3 August 2025 14:05 GMT+04:30", "2025-08-03T14:05+04:30", "minute", EN),
    Case("3 August 2025, 14:05 MSK", "2025-08-03T14:05+03:00", "minute", EN),
    Case("3 August 2025, 14:05 (Kabul time)", "2025-08-03T14:05+04:30", "minute", EN),
    Case("3 August 2025, 14:05 PKT", "2025-08-03T14:05+05:00", "minute", EN),
    Case(
        "3 August 2025, 14:05 CST",
        "2025-08-03T14:05+08:00",
        "minute",
        {**EN, "zone": "Asia/Shanghai"},
    ),
    Case("3 August 2025, 14:05 CST", "2025-08-03T14:05-06:00", "minute", EN),
    Case(
        "Posted: Aug 3, 2025 2:05 PM EDT | Last Updated: August 4",
        "2025-08-03T14:05-04:00",
        "minute",
        EN,
    ),
    Case("By Nadia Example, 3 August 2025", "2025-08-03T00:00+00:00", "day", EN),
    Case("August 2025", "2025-08-01T00:00+00:00", "month", EN),
    Case("13/08/2024", "2024-08-13T00:00+00:00", "day", EN),
    Case("08/13/2024", "2024-08-13T00:00+00:00", "day", EN),
    Case("03/04/2025", None, "day", EN),
    Case("03/04/2025", "2025-04-03T00:00+01:00", "day", {**EN, "zone": "Europe/London"}),
    Case("03/04/2025", "2025-03-04T00:00-05:00", "day", {**EN, "zone": "America/New_York"}),
    Case("03/04/2025 at 2:05 PM EST", "2025-03-04T14:05-05:00", "minute", EN),
    Case("03/04/2025", "2025-04-03T00:00+00:00", "day", {"language": "en-GB"}),
    Case("03/04/2025", None, "day", {"language": "en-US"}),
    Case("Thursday 03/04/2025", "2025-04-03T00:00+00:00", "day", EN),
    Case("03/12/2025", "2025-03-12T00:00+00:00", "day", EN),
    Case("3. August 2025, 14:05 Uhr", "2025-08-03T14:05+02:00", "minute", DE),
    Case("03.08.2025 um 14.05 Uhr", "2025-08-03T14:05+02:00", "minute", DE),
    Case("So., 3. März 2024", "2024-03-03T00:00+01:00", "day", DE),
    Case("17. Jänner 2025", "2025-01-17T00:00+01:00", "day", DE),
    Case("25. Dezember 2024", "2024-12-25T00:00+01:00", "day", DE),
    Case("Publié le 3 août 2025 à 14h05", "2025-08-03T14:05+02:00", "minute", FR),
    Case("1er février 2025", "2025-02-01T00:00+01:00", "day", FR),
    Case("le 25 déc. 2024", "2024-12-25T00:00+01:00", "day", FR),
    Case("Publié le 03/08/2025 - 14:05", "2025-08-03T14:05+02:00", "minute", FR),
]
