/// People, how they are written, and other people.
///
/// The spellings follow BGN/PCGN and ISO 9 (also as GOST 7.79, systems A and B), the scholarly transliteration, ICAO 9303 as
/// passports have it, the habits of English, German and French papers, and the Latin and Cyrillic alphabets of the
/// languages concerned; then Russian, Uzbek and Kazakh cases, initials, patronymics, and the surname first. They were
/// compiled from the standards and from news before they were tried. Others are people that bear the surname or one like
/// it, women and men of the same family name, and people whose names fall together in one alphabet or the other.
struct Person {
  let name: String
  let spellings: [String]
  let others: [String]

  init(_ name: String, _ spellings: String, not others: String) {
    func list(_ text: String) -> [String] {
      text.split { $0 == "|" || $0 == "\n" }.map { $0.trimmingPrefix { $0 == " " } }.map {
        String($0.reversed().drop { $0 == " " }.reversed())
      }.filter { !$0.isEmpty }
    }
    self.name = name
    self.spellings = list(spellings)
    self.others = list(others)
  }
}

let persons: [Person] = [
  Person(
    "Shavkat Mirziyoyev",
    """
    Shavkat Mirziyoyev | Shavkat Mirziyaev | Shavkat Mirziyoev | Shavkat Mirzioyev | Shavkat Mirziyayev | Shavkat Mirzieev
    Šavkat Mirziëev | Šavkat Mirzijojev | Schawkat Mirsijojew | Chavkat Mirzioïev | Chavkat Mirziyoïev | Shavkat Mirziyeyev
    Шавкат Мирзиёев | Шавкат Мирзиеев | Шавката Мирзиёева | Шавкату Мирзиёеву | Шавкатом Мирзиёевым | Шавкате Мирзиёеве
    Shavkat Miromonovich Mirziyoyev | Шавкат Миромонович Мирзиёев | Шавкатом Миромоновичем Мирзиёевым
    Мирзиёев Шавкат Миромонович | Mirziyoyev Shavkat | Sh. Mirziyoyev | Sh.M. Mirziyoyev | Ш. Мирзиёев | Ш.М. Мирзиёев
    Ш. М. Мирзиёева | Мирзиёев Ш.М. | S. Mirziyoyev | Sch. Mirsijojew | SHAVKAT MIRZIYOYEV | Шавкат Мирзиёевнинг
    Shavkat Mirziyoyevning | Shavkat Mirziyoyevga | Shavkat Mirziyoyev’s | Schawkat Mirsijojews | Şavkat Mirziyoyev
    Shavkat Miromon oʻgʻli Mirziyoyev | MIRZIYOYEV, Shavkat | Шавкат Мирзияев | Шавкатдан Мирзиёев
    """,
    not: """
      Saida Mirziyoyeva | Саида Мирзиёева | Саиды Мирзиёевой | Зироатхон Мирзиёева | Z. Mirziyoyeva | Shavkat Mirzayev
      Шавкат Мирзаев | Шавкат Мирзоев | Shavkat Rahmonov | Alisher Mirziyoyev | А. Мирзиёев | Мирзиёева Саида Шавкатовна
      Шавкат Мирзиёева Саида | Шавкат Мирзаёров | Шавкат Мамаев | Ravshan Mirziyoyev | R.M. Mirziyoyev | Шавката Мирзоева
      """),
  Person(
    "Islam Karimov",
    """
    Islam Karimov | Islom Karimov | İslam Kərimov | Ислам Каримов | Ислом Каримов | Ислама Каримова | Исламу Каримову
    Исламом Каримовым | об Исламе Каримове | Islam Karimow | Islam Karimoff | Islam Karimov’s | I. Karimov | I.A. Karimov
    И. Каримов | И.А. Каримов | Каримов Ислам Абдуганиевич | Ислам Абдуганиевич Каримов | Islom Abdugʻaniyevich Karimov
    Каримов И.А. | Исломом Каримовым | Ислом Каримовнинг | Islom Karimovga | Islom Karimovdan | Islam Abduganievich Karimov
    Islam Abdouganievitch Karimov | Islam Abduganijewitsch Karimow | ISLAM KARIMOV | Ислому Каримову
    """,
    not: """
      Gulnara Karimova | Гульнара Каримова | Гульнары Каримовой | Гульнару Каримову | Гульнаре Каримовой | Lola Karimova
      Лола Каримова-Тилляева | Islam Kamilov | Ислам Камилов | Islam Karamov | Akmal Karimov | Акмала Каримова | А. Каримов
      Р. Каримов | Бахтиёр Каримов | Ислама Каримбекова | Ислам Акрамов | Исламу Кадырову | Каримова Гульнара Исламовна
      Г. Каримова | Гульнара Исламовна Каримова | Рустама Каримова | Каримжон Исломов | Islam Kerimli
      """),
  Person(
    "Гульнара Каримова",
    """
    Гульнара Каримова | Гульнары Каримовой | Гульнаре Каримовой | Гульнару Каримову | Гульнарой Каримовой | Gulnara Karimova
    Gulnora Karimova | Gulnará Karimova | Gulnara Karimowa | Goulnara Karimova | Gul’nara Karimova | Gul'nara Karimova
    Гулнора Каримова | G. Karimova | Г. Каримова | Г.И. Каримова | Гульнара Исламовна Каримова | Gulnara Islamovna Karimova
    Каримова Гульнара Исламовна | Каримовой Гульнаре | Gulnora Karimovaning | Gülnara Kerimova | Gülnarə Kərimova
    Gulnora Islomovna Karimova | GULNARA KARIMOVA
    """,
    not: """
      Islam Karimov | Ислам Каримов | Ислама Каримова | Исламу Каримову | Гульнара Каримов | Lola Karimova | Лолы Каримовой
      Гульнора Комилова | Gulnara Kamilova | Гульнара Хакимова | Гульшан Каримова | Дилноза Каримова | Д. Каримова
      И. Каримова | Gulchehra Karimova | Рустаму Каримову | Гуляндом Каримова
      """),
  Person(
    "Qasym-Jomart Toqaev",
    """
    Kassym-Jomart Tokayev | Kassym-Zhomart Tokayev | Qasym-Jomart Toqaev | Qasım-Jomart Toqaev | Касым-Жомарт Токаев
    Қасым-Жомарт Тоқаев | Касым-Жомарта Токаева | Касым-Жомарту Токаеву | Касым-Жомартом Токаевым | Kassym-Jomart Tokaïev
    Kassym-Schomart Tokajew | Qassym-Schomart Toqajew | Kasym-Žomart Tokaev | K. Tokayev | K.-J. Tokayev | К.-Ж. Токаев
    К. Токаев | Касым-Жомарт Кемелевич Токаев | Kassym-Jomart Kemelevich Tokayev | Токаев Касым-Жомарт Кемелевич
    Қасым-Жомарт Тоқаевтың | Қасым-Жомарт Кемелұлы Тоқаев | Kasym-Zhomart Tokaev | Kassym-Jomart Tokayev's
    Қасым-Жомарт Тоқаевқа | Qasym-Jomart Tokayev
    """,
    not: """
      Timur Tokayev | Тимур Токаев | Жомарт Такаев | Kemel Tokayev | Кемеля Токаева | Нурлан Токаев | Касым Токарев
      Касым-Жомарт Такиев | Т. Токаев | Карлыгаш Токаева | Касым Токаева Надежда
      """),
  Person(
    "Nursultan Nazarbayev",
    """
    Nursultan Nazarbayev | Nursultan Nazarbaev | Nursultan Nasarbajew | Noursoultan Nazarbaïev | Нурсултан Назарбаев
    Нұрсұлтан Назарбаев | Нурсултана Назарбаева | Нурсултану Назарбаеву | Нурсултаном Назарбаевым | N. Nazarbayev
    Н. Назарбаев | Н.А. Назарбаев | Нурсултан Абишевич Назарбаев | Nursultan Äbishuly Nazarbaev | Нұрсұлтан Әбішұлы Назарбаев
    Nursultan Abishevich Nazarbayev | Назарбаев Нурсултан | Nūrsūltan Nazarbaev | Нұрсұлтан Назарбаевтың | Nursultan Nazarbajev
    """,
    not: """
      Dariga Nazarbayeva | Дарига Назарбаева | Дариги Назарбаевой | Болат Назарбаев | Болата Назарбаева | Б. Назарбаев
      Nursultan Nazarov | Нурсултан Назаров | Nurali Nazarbayev | Сара Назарбаева | Д. Назарбаева
      """),
  Person(
    "Gurbanguly Berdimuhamedow",
    """
    Gurbanguly Berdimuhamedow | Gurbanguly Berdymukhamedov | Gurbanguly Berdimuhamedov | Gurbanguly Berdymukhammedov
    Gurbanguly Berdymuhamedov | Гурбангулы Бердымухамедов | Гурбангулы Бердымухамедова | Гурбангулы Бердымухамедову
    Гурбангулы Бердымухаммедов | Gourbangouly Berdymoukhamedov | Gurbanguly Berdimuchamedow | G. Berdimuhamedow
    Г. Бердымухамедов | Гурбангулы Мяликгулыевич Бердымухамедов | Gurbanguly Mälikgulyýewiç Berdimuhamedow
    Gurbanguly Berdimuhamedowyň | Gurbanguly Berdymukhamedov’s | Бердымухамедов Гурбангулы
    """,
    not: """
      Serdar Berdimuhamedow | Сердар Бердымухамедов | Сердара Бердымухамедова | С. Бердымухамедов | S. Berdimuhamedov
      Gurbanguly Berdiyev | Гурбангулы Мухамедов | Огулгерек Бердымухамедова
      """),
  Person(
    "Бахадир Курбанов",
    """
    Бахадир Курбанов | Баходир Қурбонов | Bakhodir Kurbanov | Bahodir Qurbonov | Bakhadir Kurbanov | Бахадира Курбанова
    Бахадиру Курбанову | Бахадиром Курбановым | Bahodir Kurbanov | Bachodir Kurbanow | B. Kurbanov | Б. Курбанов
    Б.Н. Курбанов | Бахадир Низамович Курбанов | Bahodir Nizomovich Qurbonov | Курбанов Бахадир | Курбанов Б.Н.
    Bahodir Qurbonovning | Баходир Курбонов | Баходира Курбанова | Bakhodir Kourbanov
    """,
    not: """
      Ahmad Kurbanov | Ахмад Курбанов | Ахмада Курбанова | A. Kurbanov | А. Курбанов | Рустам Курбанов | Бахадир Курманов
      Бахадир Каримов | Bakhodir Jalolov | Баходир Курбонбоев | Курбанов Ахмад Бахадирович | А.Б. Курбанов | Бахор Курбанова
      Badir Kurbanov | Баходировна Курбанова | Мадина Курбанова | Kurban Bahodirov
      """),
  Person(
    "Vladimir Putin",
    """
    Vladimir Putin | Владимир Путин | Владимира Путина | Владимиру Путину | Владимиром Путиным | Владимире Путине
    Wladimir Putin | Vladimir Poutine | Vladimir Vladimirovich Putin | Владимир Владимирович Путин | В. Путин | В.В. Путин
    V. Putin | W. Putin | V.V. Putin | Путин Владимир Владимирович | Vladimir Putin’s | Владимир Путиннинг | Vladimir Putinning
    Wladimir Wladimirowitsch Putin | Vladimir Vladimirovitch Poutine | Vladimir Putinga
    """,
    not: """
      Lyudmila Putina | Людмила Путина | Людмилу Путину | Л. Путина | Игорь Путин | Игоря Путина | Roman Putin
      Vladimir Puchkov | Владимир Путилин | Владимира Путилова | Vladimir Potanin | Владимир Потанин | Vladimir Patin
      """),
  Person(
    "Александр Бортников",
    """
    Александр Бортников | Александра Бортникова | Александру Бортникову | Александром Бортниковым | Alexander Bortnikov
    Aleksandr Bortnikov | Alexander Bortnikow | Alexandre Bortnikov | А. Бортников | А.В. Бортников | А. В. Бортников
    Александр Васильевич Бортников | Alexander Vasilyevich Bortnikov | Aleksandr Vasil’evič Bortnikov | A. Bortnikov
    Бортников Александр Васильевич | Бортников А.В. | Бортникова А.В. | Aleksandr Vasilʹevich Bortnikov | Alexandr Bortnikov
    """,
    not: """
      Денис Бортников | Дениса Бортникова | D. Bortnikov | Александра Бортникову Иван Петров не знал, Дениса Бортникова
      Александр Бортко | Александр Батников | Татьяна Бортникова | Alexander Bornikov | Alexey Bortnikov
      """),
  Person(
    "Nikita Khrushchev",
    """
    Nikita Khrushchev | Nikita Khrushchov | Никита Хрущев | Никита Хрущёв | Никиты Хрущёва | Никите Хрущеву | Никиту Хрущёва
    Nikita Chruschtschow | Nikita Khrouchtchev | Nikita Hruŝëv | Nikita Chruščëv | Nikita Chruščov | N. Khrushchev | Н. Хрущёв
    Н.С. Хрущёв | Nikita Sergeyevich Khrushchev | Никита Сергеевич Хрущёв | Nikita Sergejewitsch Chruschtschow | Nikita Xrushchyov
    Никитой Хрущёвым | Хрущев Никита Сергеевич
    """,
    not:
      "Nina Khrushcheva | Нина Хрущёва | Нины Хрущёвой | Сергей Хрущёв | Sergei Khrushchev | Никита Хрулёв | С. Хрущёв"),
  Person(
    "Михаил Ходорковский",
    """
    Михаил Ходорковский | Михаила Ходорковского | Михаилу Ходорковскому | Михаилом Ходорковским | Михаиле Ходорковском
    Mikhail Khodorkovsky | Mikhail Khodorkovskiy | Michail Chodorkowski | Mikhaïl Khodorkovski | Mihail Hodorkovskij
    Michail Chodorkovskij | M. Khodorkovsky | М. Ходорковский | М.Б. Ходорковский | Михаил Борисович Ходорковский
    Mikhail Borisovich Khodorkovsky | Ходорковский Михаил | Ходорковского Михаила | Mikhail Khodorkovskii
    """,
    not: """
      Инна Ходорковская | Инны Ходорковской | Inna Khodorkovskaya | Павел Ходорковский | Pavel Khodorkovsky | П. Ходорковский
      Анастасия Ходорковская | Михаил Хмельницкий
      """),
  Person(
    "Emomali Rahmon",
    """
    Emomali Rahmon | Emomalii Rahmon | Эмомали Рахмон | Эмомалӣ Раҳмон | Эмомали Рахмона | Эмомали Рахмону | Эмомали Рахмоном
    Imomali Rahmon | Emomali Rakhmon | Emomali Rachmon | E. Rahmon | Э. Рахмон | Рахмон Эмомали | Emomali Rahmon’s
    Эмомали Шарипович Рахмон
    """,
    not: """
      Rustam Emomali | Рустам Эмомали | Rustam Rahmon | Озода Рахмон | Ozoda Rahmon | О. Рахмон | Озоды Рахмон
      Emomali Rahimov | Эмомали Рахимов | Р. Рахмон
      """),
  Person(
    "Ilham Aliyev",
    """
    Ilham Aliyev | İlham Əliyev | Ильхам Алиев | Ильхама Алиева | Ильхаму Алиеву | Ильхамом Алиевым | Ilham Aliev
    Ilham Alijew | Ilham Alijev | I. Aliyev | И. Алиев | И.Г. Алиев | Ильхам Гейдарович Алиев | Ilxom Aliyev | Ilham Aliyev’s
    Ilham Heydar oğlu Aliyev | Алиев Ильхам Гейдар оглы | Ильхам Гейдар оглы Алиев | Ilham Heydar oglu Aliyev
    """,
    not: """
      Heydar Aliyev | Гейдар Алиев | Гейдара Алиева | Mehriban Aliyeva | Мехрибан Алиева | Мехрибан Алиевой | Ilham Valiyev
      Ильхам Валиев | Leyla Aliyeva | Лейлы Алиевой | Г. Алиев | H. Aliyev | Ильхам Олимов | Ильхам Алов
      """),
  Person(
    "Heydar Aliyev",
    """
    Heydar Aliyev | Heydər Əliyev | Гейдар Алиев | Гейдара Алиева | Гейдару Алиеву | Geydar Aliyev | Geidar Aliev
    Гейдар Алиевич Алиев | H. Aliyev | Г. Алиев | Гейдаром Алиевым | Heidar Aliyev | Heydar Alijew
    """,
    not:
      "Ilham Aliyev | Ильхам Алиев | Хейрулла Алиев | Haydarali Valiyev | Mehriban Aliyeva | И. Алиев | Гейдар Алимов"),
  Person(
    "Abdulla Aripov",
    """
    Abdulla Aripov | Abdulla Oripov | Абдулла Арипов | Абдуллы Арипова | Абдулле Арипову | Абдуллой Ариповым | Абдулла Орипов
    Abdullah Aripov | Abdulla Nigmatovich Aripov | Абдулла Нигматович Арипов | A. Aripov | А. Арипов | А.Н. Арипов
    Арипов Абдулла | Abdulla Aripow | Abdoulla Aripov | Abdulla Oripovga | Abdulla Aripov’s | Абдулла Ориповнинг
    """,
    not: """
      Abdulaziz Aripov | Eldor Aripov | Эльдор Арипов | Эльдора Арипова | E. Aripov | Abdulla Kadyri | Абдулла Ахмедов
      Абдулла Шарипов | Abdulla Sharipov | Нигора Арипова | Абдулла Юсупов
      """),
  Person(
    "Sadyr Japarov",
    """
    Sadyr Japarov | Sadyr Zhaparov | Садыр Жапаров | Садыра Жапарова | Садыру Жапарову | Садыром Жапаровым | Sadyr Dschaparow
    Sadyr Schaparow | Sadır Caparov | Sadyr Djaparov | Садыр Нургожоевич Жапаров | S. Japarov | С. Жапаров | С.Н. Жапаров
    Жапаров Садыр | Sadyr Japarov’s | Sadyr Žaparov | Sadyr Japarow
    """,
    not: """
      Акылбек Жапаров | Akylbek Japarov | Акылбека Жапарова | A. Japarov | А. Жапаров | Айгуль Жапарова | Садыр Шапаров
      Садыр Чапаев | Sadyr Safarov | Садыр Сапаров
      """),
  Person(
    "Алишер Усманов",
    """
    Алишер Усманов | Алишера Усманова | Алишеру Усманову | Алишером Усмановым | Alisher Usmanov | Alisher Usmonov
    Алишер Усмонов | Alischer Usmanow | Alicher Ousmanov | Ališer Usmanov | A. Usmanov | А. Усманов | А.Б. Усманов
    Алишер Бурханович Усманов | Усманов Алишер Бурханович | Alisher Usmanov’s | Alişer Usmanov
    """,
    not: """
      Timur Usmanov | Тимур Усманов | Т. Усманов | Ирина Винер-Усманова | Alisher Osmanovich Karimov | Алишер Османбеков
      Алишер Навои | Алишера Усманходжаева | Hamdam Usmanov | Инамжон Усманходжаев
      """),
  Person(
    "Ўткир Султонов",
    """
    Ўткир Султонов | Oʻtkir Sultonov | O'tkir Sultonov | O’tkir Sultonov | Utkir Sultanov | Уткир Султанов | Уткира Султанова
    Уткиру Султанову | Outkir Soultanov | Utkir Sultanow | U. Sultanov | У. Султанов | Oʻ. Sultonov | Ў. Султонов
    Уткир Тухтамурадович Султанов | Султанов Уткир
    """,
    not:
      "Izzat Sultanov | Иззат Султанов | И. Султанов | Уткир Султонбеков | Алишер Султанов | Alisher Sultanov | Уткир Салтыков"
  ),
  Person(
    "Boris Yeltsin",
    """
    Boris Yeltsin | Boris Eltsin | Boris Jelzin | Boris El'cin | Boris Jelʹcin | Boris Eltsine | Boris Ieltsine | Борис Ельцин
    Бориса Ельцина | Борису Ельцину | Борисом Ельциным | B. Yeltsin | Б. Ельцин | Б.Н. Ельцин | Boris Nikolayevich Yeltsin
    Борис Николаевич Ельцин | Ельцин Борис Николаевич
    """,
    not: "Наина Ельцина | Naina Yeltsina | Наину Ельцину | Татьяна Ельцина | Boris Elkin | Борис Елкин | Н. Ельцина"),
  Person(
    "Жасур Ғуломов",
    """
    Жасур Ғуломов | Jasur Gʻulomov | Jasur G'ulomov | Джасур Гулямов | Жасур Гулямов | Джасура Гулямова | Jasur Gulyamov
    Jasur Gulamov | Dzhasur Gulyamov | Zhasur Gulyamov | Dschasur Guljamow | Djasour Gouliamov | J. Gulyamov | Дж. Гулямов
    Ж. Ғуломов | Jasur Ġulomov
    """,
    not:
      "Said Gulyamov | Саид Гулямов | Саидакрор Гулямов | С. Гулямов | Jasur Gulmuradov | Джасур Голиков | Жасур Ҳолов"),
]
