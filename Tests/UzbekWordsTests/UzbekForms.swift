/// Words with forms of theirs, and words that begin likewise and are others. Of each row the first is the word in `uz(…)`.
struct UzbekRow {
  let word: String
  let forms: [String]
  let others: [String]

  init(_ word: String, _ forms: String, not others: String = "") {
    self.word = word
    self.forms = forms.split(separator: " ").map(String.init)
    self.others = others.split(separator: " ").map(String.init)
  }
}

let uzbekRows = [
  // Nouns, in both alphabets.
  UzbekRow(
    "xavfsizlik",
    "xavfsizlik xavfsizligi xavfsizlikni xavfsizlikka xavfsizlikning хавфсизлик хавфсизлиги хавфсизликнинг хавфсизликка",
    not: "xavf xavfsiz xavfli хавфсиз xavfsira"),
  UzbekRow(
    "xizmat",
    "xizmatlar xizmati xizmatining xizmatlariga xizmatda xizmatdan хизмат хизматлари хизматининг хизматларидан xizmatidagi",
    not: "xizmatchi xizmatkor хизматчи xizmatdosh"),
  UzbekRow(
    "xizmati", "xizmati xizmatining xizmatida xizmatlari хизматининг хизматларининг xizmatimiz",
    not: "xizmat xizmatda хизмат xizmatchi"),
  UzbekRow(
    "davlat", "davlatning davlatlar давлат давлатимиз давлатларнинг davlatimizning давлатдаги davlatdir",
    not: "davlatmand davlatlararo davlatchilik давлатчилик"),
  UzbekRow(
    "ish", "ishi ishlar ishga ishda иш ишлари ишнинг ишларига ishdan",
    not: "ishonch ishonchi ishchi ishora ishq ишонч ишчи ишора ishlamoq ishtirok"),
  UzbekRow(
    "bosh", "boshi boshlar boshga boshida бош бошида бошига",
    not: "boshqa boshqalar boshliq boshlandi boshoq бошқа бошлиқ boshqaruv"),
  UzbekRow(
    "til", "tili tillar tilida tilning тил тили тилида тилларнинг", not: "tilla tilak tilshunos тилла тилак tilanchi"),
  UzbekRow(
    "soʻz", "so'zi soʻzlar so‘zning sozlar сўз сўзи сўзларида сузи so`zini",
    not: "soʻzana soʻzlashdi сўзана sezdi созла"),
  UzbekRow("yurak", "yuragi yurakdan yurakka yuraklar юрак юраги юрагида юраккача", not: "yurish yuristlar юриш"),
  UzbekRow(
    "qishloq", "qishlogʻi qishloqqa qishloqlar qishlogʻida қишлоқ қишлоғи қишлоқлардаги кишлоги кишлокка қишлоғининг",
    not: "qish қиш kishi кишлар"),
  UzbekRow(
    "oʻrin", "oʻrni o'rnida orinlar oʻrinlar oʻringa ўрин ўрни ўрнига урнида",
    not: "oʻrnatildi oʻrmon ўрмон oʻrinbosar ўринбосар"),
  UzbekRow(
    "shahar", "shahri shahrida shaharlar shaharda шаҳар шаҳри шаҳрининг шахри шахарлари şahri",
    not: "sharh shaharsozlik шаҳарсоз sharq"),
  UzbekRow("singil", "singlim singlisi singillar синглиси сингли", not: "singari singdirish"),
  UzbekRow("koʻngil", "koʻngli koʻnglidan koʻngillar кўнгли кунглини ko'ngillar", not: "koʻngilochar koʻngilli"),
  UzbekRow("burun", "burni burniga burunlar бурни", not: "burundiq burungi"),
  UzbekRow("ogʻiz", "ogʻzi og'ziga ogzi оғзи огзини ogʻizlar", not: "oz ozish"),
  UzbekRow("oʻgʻil", "oʻgʻli o'g'lining ogli ўғил ўғли угли oʻgʻillari", not: "oʻgʻri ўғри"),
  UzbekRow(
    "hamkorlik",
    "hamkorligi hamkorlikni hamkorlikka ҳамкорлик ҳамкорликнинг хамкорлик хамкорлигини hamkorlikdagi xamkorlik",
    not: "hamkor hamkorlar ҳамкор"),
  UzbekRow(
    "prezident", "prezidenti prezidentining prezidentimiz президент президенти президентга президентлар",
    not: "prezidentlik prezidentlikka"),
  UzbekRow(
    "oʻzbek", "o'zbeklar ozbekning oʻzbekka ŏzbek õzbek ўзбек ўзбеклар узбек узбекларнинг",
    not: "oʻzbekcha oʻzbekiston ўзбекистон ўзбекча"),
  UzbekRow(
    "Oʻzbekiston",
    "Oʻzbekistonda O'zbekistonning Ozbekiston Ўзбекистон Ўзбекистоннинг Узбекистон Узбекистонда Ўзбекистонга Õzbekiston",
    not: "oʻzbek oʻzbekistonlik"),
  UzbekRow(
    "gʻalaba", "g'alabasi galaba gʻalabaga ғалаба ғалабаси галабани ğalaba ḡalabasi", not: "gʻala gʻalati galma"),
  UzbekRow(
    "Toshkent", "Toshkentda Toshkentdagi Toshkentga Тошкент Тошкентнинг Тошкентда Toşkent Toshkentdan",
    not: "Toshkentlik tosh тошкентлик"),
  UzbekRow(
    "tashkilot", "tashkilotlar tashkiloti ташкилот ташкилотининг ташкилотлари taşkilotlar",
    not: "tashkilotchi tashkil ташкилий ташкилотчи"),
  UzbekRow(
    "chegara", "chegarasi chegarada chegaralar чегара чегараси чегараларида çegara",
    not: "chegaraviy chegarachi чегарачи chegaradosh"),
  UzbekRow("maʼno", "maʼnosi manosi ma'noda маъно маъноси мано маносини", not: "maʼnodor manfaat maʼnaviyat manas"),
  UzbekRow("sanʼat", "sanʼati sanatda san'atning санъат санъати санат", not: "sanʼatkor sanoat саноат"),
  UzbekRow("Yevropa", "Yevropada Evropa Evropaning Европа Европада Европанинг", not: "yevropalik yevro"),
  UzbekRow(
    "konstitutsiya", "konstitutsiyasi konstitusiya konstitutsiyaga конституция конституцияси конституциянинг",
    not: "konstitutsiyaviy konstitutsion конституциявий"),
  UzbekRow("сессия", "сессияда сессияси sessiya sessiyada sessiyasi", not: "sessiz"),
  UzbekRow("hayot", "hayoti hayotda ҳаёт ҳаёти хаёт хает хаетида hayotiga", not: "hayotiy ҳаётий hayotbaxsh"),
  UzbekRow("ёшлар", "ёшлар ёшларга ёшларнинг yoshlar yoshlari yoshlarga ешлар", not: "yoshlik yoshi ёш"),
  UzbekRow("fuqaro", "fuqarolar fuqarosi фуқаро фуқароси фукаролар фукаронинг fuqarolarga", not: "fuqarolik фуқаролик"),
  UzbekRow(
    "huquq", "huquqi huquqlar huquqlari ҳуқуқ ҳуқуқи хукук хукуклари xuquq huquqni", not: "huquqshunos huquqiy ҳуқуқий"),
  UzbekRow(
    "xalq", "xalqi xalqimiz xalqlar халқ халқи халкимиз халққа halq xalqqa", not: "xalqaro халқаро xalta halokat"),
  UzbekRow(
    "vazir", "vaziri vazirlar vazirning вазир вазири вазирига вазирлар", not: "vazirlik vazirligi вазирлиги vazifa"),
  UzbekRow(
    "vazirligi", "vazirligi vazirligining vazirliklari вазирлигининг вазирлигига", not: "vazir vaziri vazirlik вазир"),
  UzbekRow("raisi", "raisi raisining раиси раисига раислари raislari", not: "rais raislik раис"),
  UzbekRow(
    "kitob", "kitobi kitoblar kitobim kitobingiz китоб китоблари китобимни kitobimizdagi",
    not: "kitobxon kitobiy китобхон kitobcha"),
  UzbekRow(
    "bola", "bolalar bolasi bolam bolaga бола болалар боласининг болаларимиз", not: "bolalik bolgʻa болалик bolakay"),
  UzbekRow("mavzu", "mavzusi mavzuyim mavzuda мавзу мавзуси мавзулар", not: "mavzoley mavsum"),
  UzbekRow("mavqe", "mavqei mavqeyi mavqega мавқе мавқеи мавкеи", not: "mavj mavhum"),
  UzbekRow("avzo", "avzoyi avzosi авзойи", not: "avzal"),
  UzbekRow("togʻ", "togʻlar tog'ga toqqa togʻi тоғ тоғлари тоққа тог", not: "togʻa togʻam toza tok"),
  UzbekRow("yil", "yili yilda yillar yildan йил йилда йиллари йилнинг", not: "yillik yilqi yilnoma йиллик"),
  UzbekRow("bor", "borga borlar bori бори", not: "bordo borliq boradi bordi бордо борди boriq borish"),
  UzbekRow("turk", "turklar turkning туркларга", not: "turkiy turkman turkiston туркман туркий"),
  UzbekRow(
    "qoʻshin", "qoʻshinlar qo'shini қўшин қўшинлари кушин кушинлари qoshinlari", not: "qoʻshni қўшни qoʻshiq qoʻshimcha"
  ),
  UzbekRow("harbiy", "harbiylar harbiylarning ҳарбий харбийлар xarbiy", not: "harbiylashgan harakat harb"),
  UzbekRow(
    "terrorchi", "terrorchilar terrorchisi террорчи террорчиларга террорчилардан", not: "terror terrorizm terrorchilik"),
  UzbekRow(
    "qamoq", "qamogʻi qamoqqa qamoqda қамоқ қамоққа камокка қамоғида qamoqdagi",
    not: "qamoqxona қамоқхона qamal qamish qadim qalay qamay qasam қандим қадим карлар"
  ),
  UzbekRow(
    "sud", "sudi sudga sudlar sudning суд судга судида судларнинг", not: "sudya sudlanuvchi судья sudlandi sudxoʻr"),
  UzbekRow("kun", "kuni kunlar kunida kundan кун куни кунларда kuniyoq", not: "kunlik kunduz kungay kundalik кундуз"),
  UzbekRow("gap", "gapi gaplar gapning гап гапи гапларга", not: "gapirdi gaplashdi гапирди"),
  UzbekRow("ot", "oti otlar otga otning от отлар", not: "ota otish otashin ота отряд"),
  UzbekRow("qor", "qori qorlar qorda қор қорда кор", not: "qora qorin қора qorovul"),
  UzbekRow("yosh", "yoshi yoshlar yoshda ёш ёши ёшлари", not: "yoshlik yoshuv"),
  UzbekRow("er", "eri erlar erning эр эри", not: "yer yeri erkak erkin ер"),
  UzbekRow("yer", "yeri yerlar yerda ер ери ерлар ернинг", not: "er yerli yertoʻla эр ерли"),
  UzbekRow("қиз", "қизи қизлар кизи qizi qizlarining qizning", not: "қизил qiziq kiziq кизил"),
  UzbekRow("киз", "киз кизи", not: "қиз қизи qiz"),
  UzbekRow("hol", "holi holda ҳол ҳоли холда", not: "holat holbuki ҳолат"),
  UzbekRow("uy", "uyi uylar uyga uydagi уй уйи уйларга уйда", not: "uygʻun uyqu uyat уйқу уят uygʻur"),
  UzbekRow("ayol", "ayoli ayollar ayolning аёл аёллар аёлларнинг", not: "ayollik ayolmand"),
  UzbekRow(
    "kelishuv", "kelishuvi kelishuvlar kelishuvga келишув келишувнинг келишувлар", not: "kelish kelishuvchi келиш"),
  UzbekRow("kel", "", not: "kelishuv kelishuvi kelajak келишув"),
  UzbekRow(
    "iqtisodiyot", "iqtisodiyoti iqtisodiyotga иқтисодиёт иқтисодиёти иктисодиёт иктисодиети",
    not: "iqtisod iqtisodiy иқтисодий"),
  UzbekRow(
    "jinoyat", "jinoyati jinoyatlar jinoyatda жиноят жинояти жиноятларга",
    not: "jinoyatchi jinoiy жиноятчи jinoyatchilik"),
  UzbekRow("DXX", "DXXning DXXga ДХХ ДХХнинг dxx", not: "DXXK DXSH"),
  // Verbs.
  UzbekRow(
    "yozmoq",
    "yozdi yozgan yozmoqda yozadi yozyapti yozayotgan yozish yozishni yozilgan yozildi ёзди ёзган ёзмоқда ёзилган ёзишга yozmagan yozmaydi yozib yozsa yozganlar",
    not: "yoz yozuv yozuvchi yozgi ёзувчи"),
  UzbekRow(
    "qilmoq",
    "qildi qilgan qilinadi qilindi qilinmoqda qilayotgan qilishi қилди қилинди қилинган килинди қилмоқда қилаётган qilmadi qilinmagan",
    not: "qiliq qilich қилиқ"),
  UzbekRow(
    "olmoq", "oldi olgan olinadi olindi olish olmoqda олди олинди олиниши olyapti", not: "olma olcha олма olam"),
  UzbekRow(
    "boshlamoq",
    "boshladi boshlandi boshlagan boshlamoqda boshlaydi boshlash бошлади бошланди бошлаяпти boshlayotgan boshlanishi",
    not: "boshliq boshlangʻich boshlovchi"),
  UzbekRow(
    "chiqmoq", "chiqdi chiqqan chiqadi chiqish чиқди чиққан чиккан чикди chiqayotgan chiqishi",
    not: "chiqim chiqindi чиқинди"),
  UzbekRow(
    "kelmoq", "keldi kelgan keladi kelmoqda kelyapti kelish келди келган келаётган", not: "kelin kelishuv kelajak келин"
  ),
  UzbekRow(
    "oʻqimoq", "oʻqidi oʻqigan oʻqiydi oʻqish ўқиди ўқиган укиди oʻqiyotgan ўқияпти",
    not: "oʻqituvchi oʻquv ўқув oʻqishli"),
  UzbekRow("demoq", "dedi degan deydi deb deyish деди деган дейди деб deyilgan", not: "dev deyarli dengiz"),
  UzbekRow(
    "imzolamoq", "imzoladi imzolangan imzolandi imzolash имзолади имзоланди имзоланган имзоланишини",
    not: "imzo imzosi имзо"),
  UzbekRow(
    "tarmoq", "tarmogʻi tarmoqlar tarmoqqa тармоқ тармоғи тармоклар тармоққа",
    not: "taradi taralgan taralish tarar тарқалган"),
  UzbekRow(
    "etmoq", "etdi etgan etiladi etilgan etadi etish этди этган этилган этмоқда", not: "etak etik эт yetgan yetdi етган"
  ),
  UzbekRow("yemoq", "yedi yegan yeydi yeb yeyish еган еб", not: "edi eng emas edik эди энг"),
]
