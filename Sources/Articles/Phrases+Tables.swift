// The phrases by which page furniture is known, in English, Russian and Uzbek (Latin and Cyrillic).
// Letter case, punctuation and apostrophes make no difference.

extension PhraseTable {
  /// Phrases that must be the whole line.
  static let wholeLines: [(PhraseRole, [String])] = [
    (
      .relatedHeading,
      [
        "latest news", "latest", "latest stories", "latest headlines", "breaking news", "top stories", "top news",
        "top headlines", "more news", "more stories", "more headlines", "more articles", "other news", "news feed",
        "most read", "most popular", "popular", "popular news", "trending", "trending now", "editors picks",
        "editors choice", "recommended", "recommended for you", "recommended reading", "you may also like",
        "you might also like", "you may also be interested in", "on this topic", "on the topic", "on the same topic",
        "in this section", "further reading", "topics", "tags", "more to read", "dont miss", "world news", "featured",
        "последние новости", "новости", "лента новостей", "свежие новости", "главные новости", "главное",
        "другие новости",
        "еще новости", "популярное", "популярные новости", "самое читаемое", "самое популярное", "рекомендуем",
        "по теме", "материалы по теме", "новости по теме", "похожие новости", "похожие материалы",
        "вам может быть интересно",
        "вам может понравиться", "это интересно", "также по теме", "теги", "новости партнеров", "выбор редакции",
        "songgi yangiliklar", "soʻnggi yangiliklar", "eng soʻnggi yangiliklar", "boshqa yangiliklar", "mavzuga oid",
        "mavzuga doir", "mashhur", "eng koʻp oʻqilgan", "koʻp oʻqilganlar", "tavsiya etamiz", "yangiliklar", "teglar",
        "сўнгги янгиликлар", "энг сўнгги янгиликлар", "бошқа янгиликлар", "мавзуга оид", "мавзуга доир", "машҳур",
        "энг кўп ўқилган", "кўп ўқилганлар", "тавсия этамиз", "янгиликлар", "теглар",
      ]
    ),
    (
      .adjacentHeading,
      [
        "previous article", "next article", "previous post", "next post", "previous", "next", "previous story",
        "next story", "next up", "up next", "previous news", "next news",
        "предыдущая статья", "следующая статья", "предыдущая новость", "следующая новость", "предыдущий материал",
        "следующий материал", "oldingi maqola", "keyingi maqola", "oldingi yangilik", "keyingi yangilik",
        "олдинги мақола", "кейинги мақола", "олдинги янгилик", "кейинги янгилик",
      ]
    ),
    (
      .control,
      [
        "no time to read", "short on time", "get a summary", "get the summary", "read the summary", "summarize",
        "summary",
        "listen", "listen to this article", "listen to article", "play", "newsfeed", "loader", "loading", "chats",
        "chat",
        "comments", "comment", "leave a comment", "no comments", "add a comment", "post a comment",
        "to participate in the discussion",
        "to join the discussion", "log in or register", "log in or sign up", "sign in or register", "log in", "login",
        "sign in", "register", "sign up",
        "search", "menu", "home", "back to top", "close", "advertisement", "ad", "ads", "print", "print this page",
        "print article",
        "save", "bookmark", "copy link", "link copied", "show more", "load more", "view all", "see all", "all news",
        "skip to content",
        "skip to main content", "cookie settings", "accept", "accept all", "ok", "more", "reply", "like", "views",
        "лента", "загрузка", "чаты", "комментарии", "оставить комментарий", "войти", "войти или зарегистрироваться",
        "авторизуйтесь или зарегистрируйтесь", "чтобы участвовать в дискуссии", "заголовок открываемого материала",
        "поиск",
        "меню", "главная", "наверх", "закрыть", "реклама", "распечатать", "печать", "сохранить", "показать еще",
        "все новости",
        "нет времени читать", "краткое содержание", "слушать", "скопировать ссылку", "копировать ссылку",
        "izohlar", "izoh qoldirish", "kirish", "roʻyxatdan oʻtish", "qidiruv", "menyu", "bosh sahifa", "reklama",
        "chop etish",
        "barcha yangiliklar", "koʻproq", "yopish",
        "изоҳлар", "изоҳ қолдириш", "кириш", "рўйхатдан ўтиш", "қидирув", "меню", "бош саҳифа", "чоп этиш",
        "барча янгиликлар", "кўпроқ", "ёпиш",
      ]
    ),
    (
      .share,
      [
        "share", "share this article", "share this", "share this story", "share this post", "share article",
        "share the news",
        "share with friends", "facebook", "twitter", "telegram", "whatsapp", "linkedin", "vkontakte", "email",
        "instagram",
        "youtube", "reddit", "x",
        "поделиться", "поделитесь", "поделиться новостью", "поделиться статьей", "поделиться в соцсетях", "вконтакте",
        "одноклассники", "телеграм", "ulashish", "doʻstlarga ulashish", "ulashing", "улашиш", "дўстларга улашиш",
        "улашинг",
      ]
    ),
    (
      .appeal,
      [
        "subscribe", "subscribe now", "subscribe today", "join", "join us", "join now", "donate", "donate now",
        "support us",
        "become a member", "become a supporter", "newsletter", "newsletters", "our newsletter", "follow us",
        "get the app",
        "подписаться", "подпишитесь", "подписка", "рассылка", "поддержать", "поддержите нас", "мы в соцсетях",
        "obuna", "obuna boʻlish", "obuna boʻling", "bizni kuzating", "обуна", "обуна бўлиш", "обуна бўлинг",
        "бизни кузатинг",
      ]
    ),
    (
      .bodyHeading,
      [
        "background", "context", "for reference", "reference", "справка", "контекст", "предыстория", "для справки",
        "maʼlumot uchun", "eslatma", "маълумот учун", "эслатма",
      ]
    ),
  ]

  /// Phrases at the head of a line, with more behind them.
  static let lineHeads: [(PhraseRole, [String])] = [
    (
      .relatedHeading,
      [
        "read also", "also read", "see also", "read more", "read next", "related articles", "related news",
        "related stories",
        "related topics", "related", "more on this", "more on this topic", "more on this story", "more from",
        "you may also like", "dont miss",
        "читайте также", "читать также", "читайте еще", "читать еще", "читать далее", "читайте по теме",
        "смотрите также", "см также", "ранее по теме",
        "oʻqing", "shuningdek oʻqing", "yana oʻqing", "oʻqib koʻring", "shuningdek oʻqib koʻring", "batafsil oʻqing",
        "шунингдек ўқинг", "яна ўқинг", "ўқиб кўринг", "батафсил ўқинг",
      ]
    ),
    (
      .control,
      [
        "photo gallery", "to participate in the discussion", "to leave a comment", "log in to comment",
        "you must be logged in",
        "please log in", "please enable javascript", "we use cookies", "this site uses cookies",
        "this website uses cookies",
        "by continuing to use", "found a typo", "found a mistake", "if you find an error", "spotted an error",
        "нашли опечатку", "нашли ошибку", "если вы нашли ошибку", "заметили ошибку", "мы используем файлы cookie",
        "количество просмотров", "просмотров", "xato topdingizmi", "хато топдингизми", "koʻrishlar", "кўришлар",
      ]
    ),
    (.share, ["share on", "share this article on", "share via", "поделиться в", "поделиться с"]),
    (
      .appeal,
      [
        "subscribe to", "subscribe for", "subscribe and", "sign up for", "sign up to", "sign up and", "join our",
        "join us on",
        "follow us", "follow our", "support our", "support independent", "help us", "become a member",
        "become a subscriber",
        "become a supporter", "become a patron", "make a donation", "donate to", "consider supporting",
        "consider donating",
        "get our", "get the latest", "get the days", "get more", "get daily", "get unlimited", "download our app",
        "stay informed with",
        "if you like our", "if you value", "enjoyed this article", "starting at just", "for just",
        "подписывайтесь", "подпишитесь", "подписаться на", "следите за нами", "следите за нашими", "присоединяйтесь",
        "вступайте", "поддержите", "читайте нас", "больше новостей", "хотите получать", "скачайте наше приложение",
        "obuna boʻling", "kanalimizga obuna", "bizga qoʻshiling", "bizni", "telegram kanalimizga",
        "обуна бўлинг", "каналимизга обуна", "бизга қўшилинг", "телеграм каналимизга",
      ]
    ),
    (
      .notice,
      [
        "this article was produced by", "this report was produced by", "this story was produced by",
        "this article was originally published",
        "this article first appeared", "this story first appeared", "this article is published under",
        "originally published",
        "republished with permission", "republished from", "please send queries", "send queries",
        "all rights reserved", "copyright", "any reproduction", "no part of this", "the views expressed",
        "views expressed", "the opinions expressed", "disclaimer", "terms of use", "privacy policy", "about us",
        "contact us",
        "все права защищены", "при использовании материалов", "при полном или частичном использовании",
        "при цитировании",
        "перепечатка", "использование материалов", "мнение автора", "мнение редакции", "редакция не несет",
        "barcha huquqlar", "materiallardan foydalanganda", "maʼlumotlardan foydalanilganda", "materiallar koʻchirib",
        "барча ҳуқуқлар", "материаллардан фойдаланганда", "материаллардан фойдаланилганда",
      ]
    ),
    (
      .caption,
      [
        "photo", "photos", "photo by", "photo credit", "photo courtesy of", "file photo", "image", "image credit",
        "image source",
        "image courtesy of", "picture", "picture by", "illustration", "illustrative photo", "pictured", "caption",
        "screenshot", "video", "source photo",
        "фото", "фотография", "фото из архива", "архивное фото", "источник фото", "иллюстрация", "иллюстративное фото",
        "на фото",
        "снимок", "скриншот", "кадр", "видео",
        "surat", "foto", "suratda", "surat manbasi", "rasm", "manba surat", "сурат", "суратда", "сурат манбаси", "расм",
      ]
    ),
    (
      .byline,
      [
        "original author", "author", "authors", "by", "written by", "reported by", "reporting by", "story by",
        "text by", "report by", "editing by", "edited by",
        "автор", "авторы", "автор оригинала", "автор статьи", "текст", "подготовил", "подготовила", "корреспондент",
        "редактор",
        "muallif", "mualliflar", "maqola muallifi", "tayyorladi", "муаллиф", "муаллифлар", "мақола муаллифи",
        "тайёрлади",
      ]
    ),
    (
      .publication,
      [
        "published", "published on", "published at", "posted", "posted on", "date", "updated", "last updated",
        "updated on",
        "опубликовано", "дата публикации", "дата", "обновлено", "eʼlon qilingan", "sana", "chop etilgan",
        "эълон қилинган", "сана",
      ]
    ),
  ]

  /// What appeals are made of, with how much each says. Strong ones hardly stand in news; weak ones count together.
  static let appeals: [(Int, [String])] = [
    (
      8,
      [
        "newsletter", "newsletters", "in your inbox", "to your inbox", "become a member", "becoming a member",
        "support our journalism",
        "our journalism", "independent journalism", "our telegram channel", "our telegram", "our youtube channel",
        "our channel", "our channels", "our social media",
        "our readers", "our supporters", "our subscribers", "subscribe to our", "sign up for our", "free of charge",
        "premium newsletter", "cancel anytime", "follow us on", "join us on", "make a donation",
        "нашу рассылку", "на нашу рассылку", "наш телеграм", "наш telegram", "нашем telegram", "нашем телеграм",
        "наш канал", "наши каналы", "нашу группу", "нашу страницу",
        "нашу редакцию", "независимую журналистику", "нас в telegram", "нас в телеграм", "нас в соцсетях",
        "нас в google",
        "kanalimizga", "sahifamizga", "bizning kanal", "bizni telegram", "каналимизга", "саҳифамизга",
      ]
    ),
    (
      3,
      [
        "subscribe", "subscribed", "subscriber", "subscribers", "subscription", "inbox", "inboxes", "sign up",
        "membership",
        "journalism", "donate", "donation", "donations", "a month", "per month", "premium", "free trial", "digest",
        "top headlines", "every morning", "every weekday", "morning read", "perfect way", "readers", "paywall",
        "unlimited access", "exclusive content",
        "подписка", "подписку", "подписчики", "подписывайтесь", "подпишитесь", "рассылка", "рассылку", "пожертвование",
        "читатели",
        "obuna", "обуна",
      ]
    ),
  ]

  /// Words by which a site speaks to its reader; they say something only beside others.
  static let address: Set<String> = [
    "you", "your", "youll", "we", "our", "us", "вы", "вас", "вам", "ваш", "ваша", "вашу", "нас", "наш", "наша", "нашу",
    "наши", "bizning", "bizni", "siz", "sizning", "бизнинг", "сиз",
  ]

  /// What the description of a site or of one of its sections is made of.
  static let blurbs: [(Int, [String])] = [
    (
      12,
      [
        "latest news", "latest stories", "stay tuned", "breaking news", "news and analysis", "news and stories",
        "news and views", "up to date",
        "stay up to date", "stay informed", "all the news", "all news", "follow the latest", "the latest on",
        "the latest from", "latest updates", "breaking stories",
        "news updates", "read the latest", "your source",
        "последние новости", "свежие новости", "самые свежие", "главные новости", "все новости", "новости и аналитика",
        "оставайтесь с нами", "будьте в курсе", "следите за",
        "soʻnggi yangiliklar", "eng soʻnggi yangiliklar", "tezkor xabarlar", "biz bilan boʻling", "сўнгги янгиликлар",
        "тезкор хабарлар", "биз билан бўлинг",
      ]
    ),
    (
      6,
      [
        "and more", "updates on", "news from", "stories from", "news", "headlines", "coverage", "opinion", "новости",
        "события", "и другое", "и многое другое", "yangiliklar", "va boshqalar", "янгиликлар",
      ]
    ),
  ]

  /// By which the credit of a picture is known inside a line.
  static let credits: [String] = [
    "photo courtesy of", "photo courtesy", "image courtesy of", "photo credit", "image credit", "photo by",
    "photo from", "file photo", "photo", "picture courtesy of", "screenshot from",
    "фото", "фото пресс службы", "фото предоставлено", "иллюстративное фото", "скриншот", "surat", "foto", "сурат",
    "ap photo", "getty images",
  ]

  /// Words of a sentence behind which a list belongs to the article.
  static let listIntroductions: [String] = [
    "following", "as follows", "below", "points", "documents", "agreements", "measures", "steps", "signed", "include",
    "includes", "included", "namely", "among them", "list",
    "следующее", "следующие", "следующим", "ниже", "документы", "документов", "соглашения", "соглашений", "подписаны",
    "подписали", "меры", "пункты", "среди них", "а именно",
    "quyidagi", "quyidagilar", "hujjatlar", "jumladan", "imzolandi", "қуйидаги", "қуйидагилар", "ҳужжатлар", "жумладан",
    "имзоланди",
  ]
}
