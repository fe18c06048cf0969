"""Scrapy signals of our own, sent after the database has committed what they tell of."""

#: ``works`` (list of SourceWork): the sources are loaded, polling begins
opened = object()
#: ``source`` (slug), ``kind``, ``poll`` (PolledDocument), ``new`` (candidates not known before)
poll_recorded = object()
#: ``source`` (slug), ``url``, ``fate``, ``reason``, ``size`` (bytes)
page_recorded = object()
#: ``source`` (slug), ``text``: something a person should know about this source's crawl
noted = object()
#: ``reason``, ``message``: the crawl is to end now; what is not done stays pending
stop_asked = object()
