/// A small sample of the words that news is mostly made of, to tell which wildcards match nearly everything.
enum FrequentWords {
  /// By language; some hundred words each.
  static let all: [(language: String, words: [String])] = [
    ("English", english), ("Russian", russian), ("Uzbek", uzbek), ("Uzbek (Cyrillic)", uzbekInCyrillic),
  ].map { ($0.0, $0.1.split(whereSeparator: \.isWhitespace).map(String.init)) }

  private static let english = """
    the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which
    one you were her all she there would their we him been has when who will more no if out so said what up its
    about into than them can only other new some could time these two may then do first any my now such like our
    over man me even most made after also did many before must through back years where much your way well down
    should because each just those people mr how too little state good very make world still own see men work long
    get here between both life being under never day same another know while last might us great old year off come
    since against go came right used take three states himself few house use during without again place around
    however home small found part once general high upon school every does got united left number course war until
    always away something fact water though less public put think almost hand enough far took head yet government
    system better set told nothing night end why called look find going point next city business asked case group
    later looked country national international president minister officials police security army military talks
    meeting agreement news report reported according foreign political party election law court economic economy
    market percent million billion company companies industry energy oil gas trade bank money price prices growth
    investment project development region regional central border peace attack killed support members council leader
    leaders former deputy ministry office statement information intelligence cooperation week month monday tuesday
    wednesday thursday friday saturday sunday january june july december today added including countries east west
    north south western eastern american russian chinese european
    """

  private static let russian = """
    и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой год от так о для ты же все
    тот мочь вы человек такой его сказать только или ещё бы себя один как уже до время если сам когда другой вот
    говорить наш мой знать стать при чтобы дело жизнь кто первый очень два день её новый рука даже во со раз где там
    под можно ну какой после их работа без самый потом надо хотеть ли слово идти большой должен место иметь ничто
    сейчас тут лицо каждый друг нет теперь ни глаз тоже тогда видеть вопрос через да здесь дом потому сторона страна
    думать мир работать случай вместе путь именно конец ночь стоять понять женщина почему город вода дверь просто
    часть взять жить право общество власть закон народ правительство государство президент министр министерство
    россии россия москва российский страны стран области область глава премьер заявил сообщил сообщили сообщает
    отметил сказал рассказал добавил около более менее также однако сегодня вчера завтра январь июнь июль декабрь
    понедельник вторник пятница году года лет миллион миллионов миллиард рублей долларов процентов рынок экономика
    экономический компания компании банк цена цены рост инвестиции проект развитие региона регион центральный
    граница безопасность военный армия войска полиция суд уголовное задержан встреча переговоры соглашение договор
    сотрудничество международный внешний политика политический партия выборы парламент депутат решение информация
    агентство разведка служба специальный нефть газ энергия торговля производство завод школа университет дети семья
    история культура язык книга газета журналист интернет сайт месяц неделя утро вечер хорошо плохо много мало
    несколько между против перед над кроме среди сша китай европа украина запад восток север юг западный восточный
    """

  private static let uzbek = """
    va bu bir bilan uchun ham u da edi emas bor yoʻq men sen biz siz ular oʻz shu oʻsha qanday nima kim qachon
    qayerda nega lekin ammo yoki chunki agar keyin oldin hozir bugun kecha ertaga yil yili yilda oy kun kuni soat
    hafta vaqt dushanba juma yanvar iyun iyul dekabr boʻyicha haqida orqali tomonidan birga kabi sifatida esa yana
    juda koʻp kam eng yangi eski katta kichik yaxshi yomon barcha hamma har bitta ikki uch toʻrt besh oʻn yuz ming
    million milliard foiz soʻm dollar davlat davlatlar mamlakat xalq xalqaro respublika respublikasi oʻzbekiston
    toshkent shahar viloyat tuman hudud prezident vazir vazirlik vazirligi hukumat parlament senat deputat qonun
    qaror farmon hokim hokimlik rais raisi vakil rahbar rahbari uchrashuv muzokara kelishuv shartnoma hamkorlik
    rivojlanish rivojlantirish iqtisodiyot iqtisodiy siyosat siyosiy tashqi ichki ijtimoiy bozor bank narx savdo
    sanoat korxona kompaniya loyiha sarmoya ishlab chiqarish eksport import energiya neft gaz suv yer uy yoʻl maktab
    universitet talaba oʻqituvchi bola bolalar oila ota ona ayol erkak odam inson kishi fuqaro jamiyat hayot ish
    ishlar ishchi mehnat xizmat xavfsizlik harbiy armiya politsiya sud jinoyat chegara tinchlik urush maʼlumot xabar
    axborot matbuot gazeta sayt internet jurnalist til kitob madaniyat tarix sport futbol jamoa oʻyin gʻalaba dedi
    deb degan aytdi boʻldi boʻlgan boʻlib boʻladi qildi qilgan qilish qiladi etdi etgan etish etildi berdi bergan
    berish oldi olgan olish keldi kelgan kelish ketdi koʻrdi koʻra kerak mumkin lozim zarur mavjud rossiya xitoy
    qozogʻiston qirgʻiziston tojikiston amerika yevropa turkiya
    """

  private static let uzbekInCyrillic = """
    ва бу бир билан учун ҳам у да эди эмас бор йўқ мен сен биз сиз улар ўз шу ўша қандай нима ким қачон қаерда нега
    лекин аммо ёки чунки агар кейин олдин ҳозир бугун кеча эртага йил йили йилда ой кун куни соат ҳафта вақт душанба
    жума январ июн июл декабр бўйича ҳақида орқали томонидан бирга каби сифатида эса яна жуда кўп кам энг янги эски
    катта кичик яхши ёмон барча ҳамма ҳар битта икки уч тўрт беш ўн юз минг миллион миллиард фоиз сўм доллар давлат
    давлатлар мамлакат халқ халқаро республика республикаси ўзбекистон тошкент шаҳар вилоят туман ҳудуд президент
    вазир вазирлик вазирлиги ҳукумат парламент сенат депутат қонун қарор фармон ҳоким ҳокимлик раис раиси вакил
    раҳбар раҳбари учрашув музокара келишув шартнома ҳамкорлик ривожланиш ривожлантириш иқтисодиёт иқтисодий сиёсат
    сиёсий ташқи ички ижтимоий бозор банк нарх савдо саноат корхона компания лойиҳа сармоя ишлаб чиқариш экспорт
    импорт энергия нефт газ сув ер уй йўл мактаб университет талаба ўқитувчи бола болалар оила ота она аёл эркак
    одам инсон киши фуқаро жамият ҳаёт иш ишлар ишчи меҳнат хизмат хавфсизлик ҳарбий армия политсия суд жиноят
    чегара тинчлик уруш маълумот хабар ахборот матбуот газета сайт интернет журналист тил китоб маданият тарих спорт
    футбол жамоа ўйин ғалаба деди деб деган айтди бўлди бўлган бўлиб бўлади қилди қилган қилиш қилади этди этган
    этиш этилди берди берган бериш олди олган олиш келди келган келиш кетди кўрди кўра керак мумкин лозим зарур
    мавжуд россия хитой қозоғистон қирғизистон тожикистон америка европа туркия
    """
}
