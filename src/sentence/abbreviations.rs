//! Abbreviations of each language, by what may follow them.

/// What an abbreviation's dot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something always follows: `Dr.`, `e.g.`
    Bound,
    /// It is an abbreviation only before a number: `No. 5`, `p. 7`.
    Number,
    /// It often closes a sentence, which a capital behind it tells: `etc.`, `Inc.`
    Closing,
    /// Names follow it, too: only a word that begins sentences tells: `St.`, `U.S.`
    Either,
}

/// What is particular to a language. Words stand with single spaces between, without their last
/// dot; one with a capital is only meant with it.
#[derive(Debug)]
pub(super) struct Rules {
    bound: &'static str,
    number: &'static str,
    closing: &'static str,
    either: &'static str,
    /// `3.` may mean `third`.
    pub(super) ordinals: bool,
    /// All nouns have capitals.
    pub(super) nouns_have_capitals: bool,
}

const PLAIN: Rules = Rules {
    bound: "dr prof",
    number: "",
    closing: "etc",
    either: "",
    ordinals: false,
    nouns_have_capitals: false,
};

impl Rules {
    /// What kind of abbreviation the word is, if any.
    pub(super) fn find(&self, stem: &str) -> Option<Kind> {
        let lower = stem.to_lowercase();
        let holds = |list: &str| {
            list.split(' ')
                .any(|word| !word.is_empty() && (word == stem || word == lower))
        };
        let lists = [
            (self.bound, Kind::Bound),
            (self.number, Kind::Number),
            (self.closing, Kind::Closing),
            (self.either, Kind::Either),
        ];
        lists
            .into_iter()
            .find(|(list, _)| holds(list))
            .map(|(_, kind)| kind)
    }
}

/// The rules of a language, or the general ones.
pub(super) fn rules(language: &str) -> &'static Rules {
    let found = LANGUAGES
        .iter()
        .find(|(codes, _)| codes.contains(&language));
    found.map_or(&PLAIN, |(_, rules)| rules)
}

const LANGUAGES: &[(&[&str], Rules)] = &[
    (
        &["cs", "sk"],
        Rules {
            bound: "dr mudr judr ing mgr bc phdr rndr doc prof sv tzv např napr tj t.j mj kupř cca resp popř zejm event gen plk kpt por al t.zv j.m",
            number: "č str s odst čl sb roč obr tab tel par kap",
            closing: "atd apod aj atp hod min tis mil mld kč př.n.l n.l csc ph.d",
            either: "r ul nám tř",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["da", "no", "nn", "fo"],
        Rules {
            bound: "dr hr fr prof adv frk sct skt st f.eks fx ca bl bl.a pga p.g.a mht m.h.t ang vedr jf jfr dvs d.v.s evt inkl ekskl hhv iflg ift tlf gl vha vs f.d pr kst cand mag t.eks",
            number: "nr s kap kl fig tab art stk pkt bd jan feb apr aug sept okt nov des dec",
            closing: "osv o.s.v mv m.v m.m mm mfl m.fl o.l o.lign e.l el.l ol kr mio mia mill mrd f.kr e.kr jr sr",
            either: "",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["de", "lb"],
        Rules {
            bound: "dr prof hr fr frl dipl ing med phil jur rer nat h.c st z.b z d.h d bzw bzgl ca vgl evtl ggf ggfs insb inkl exkl zzgl abzgl geb gest sog sogen u.a u z.t z.zt i.d.r i.a s.o s.u v.a o.ä o.g u.u u.s m.e i.e a.d i.v bspw vs mind hrsg lt allg betr dgl div ebd einschl entspr jew lfd mtl od röm kath evang ehem tel franz engl",
            number: "nr abs art kap abb tab bd s str ziff pos jan feb mär apr jun jul aug sep sept okt nov dez",
            closing: "usw etc usf o.dgl u.dgl u.ä u.v.m u.v.a mio mrd std sek jh jhd jhdt n.chr v.chr co a.m p.m jr sen min",
            either: "inc ltd",
            ordinals: true,
            nouns_have_capitals: true,
        },
    ),
    (
        &["el"],
        Rules {
            bound: "κ κα κος κ.κ δρ καθ π.χ δηλ βλ πρβλ αρ λ.χ αγ",
            number: "σ σελ αρ τηλ άρθρ κεφ παρ",
            closing: "κ.λπ κλπ κ.ά κ.ο.κ κτλ κ.τ.λ π.μ μ.μ",
            either: "μ.χ η.π.α ο.η.ε",
            ..PLAIN
        },
    ),
    (
        &["en"],
        Rules {
            bound: "mr mrs ms mx messrs dr prof st e.g eg i.e ie viz vs v cf ca approx est incl excl aka resp asst assoc attn Rev Fr Hon Gov Sen Rep Gen Col Maj Capt Cmdr Lt Sgt Cpl Adm Pres Supt Insp Mt Dept esp",
            number: "No nos p pp vol vols ch chap fig figs sec sect art para eq ed eds ver ext Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
            closing: "etc a.m p.m b.c a.d b.c.e c.e jr sr inc ltd co corp bros plc llc esq ph.d m.d b.a m.a b.sc m.sc d.d.s et.al al hrs mins secs lbs oz ft",
            either: "u.s u.k u.n e.u u.s.a u.s.s.r d.c l.a n.y ave blvd rd Mon Tue Tues Wed Thu Thur Thurs Fri",
            ..PLAIN
        },
    ),
    (
        &["es", "gl", "ca"],
        Rules {
            bound: "sr sra srta sres sras dr dra d dña prof profa lic ing arq gral cnel cap tte sto sta fr mons excmo ilmo p.ej ej p aprox vs avda avd depto dpto pza cía av",
            number: "núm nº n.º pág págs art cap vol fig tel párr ss",
            closing: "etc a.m p.m a.c d.c a.de.c s.a s.l hnos ud uds vd vds min seg",
            either: "ee.uu ee rr.hh jr uu",
            ..PLAIN
        },
    ),
    (
        &["et"],
        Rules {
            bound: "dr prof hr pr prl n.ö nt s.t st s.o vt vrd u ca nn nim lp kol kpt mag n.-ö sh",
            number: "nr lk lg ptk jn joon tab",
            closing: "jne jms jmt jt e.kr e.m.a m.a.j srn kr",
            either: "a tn mnt pst",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["fi"],
        Rules {
            bound: "esim ns mm ts tri prof toht hra rva nti synt ks vrt nk n huom ed fil lis maist ent pj tuom",
            number: "nro s ss puh kpl",
            closing: "jne yms ym tms jkr ekr eaa klo v milj mrd min sek kk vko",
            either: "os",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["fr", "oc", "br", "ht"],
        Rules {
            bound: "m mm mr mgr dr pr st p.ex cf env av apr c.-à-d c.à.d càd éd hab resp vs adj prof gal mme mlle Me Ste Col Bd",
            number: "p pp n no art chap vol fig tél t al janv févr avr juil sept oct nov déc",
            closing: "etc s.a j.-c j.c jr min sec cie",
            either: "",
            ..PLAIN
        },
    ),
    (
        &["it"],
        Rules {
            bound: "sig sigg sig.ra sig.na dott dott.ssa dr prof prof.ssa ing avv arch geom rag on sen gen col cap mons s p.es es cfr cosidd ca vs v.le l.go spett egr gent",
            number: "n nn num p pag pagg art artt cap vol fig tel",
            closing: "ecc etc a.c d.c s.p.a s.r.l min sec",
            either: "u.s.a",
            ..PLAIN
        },
    ),
    (
        &["nl", "af"],
        Rules {
            bound: "dhr mevr mw mej dr drs ing ir mr prof ds bijv bv b.v d.w.z dwz o.a m.n i.p.v t.o.v m.b.t i.v.m a.h.v d.m.v incl excl ca resp evt vgl zgn z.g.n st lt vs sr jhr o.l.v nl",
            number: "nr nrs blz p pag art hfdst afb fig tel par jan feb mrt apr jun jul aug sept okt nov dec",
            closing: "enz etc e.d e.a a.u.b s.v.p v.chr n.chr jr mln mld",
            either: "n.v",
            ..PLAIN
        },
    ),
    (
        &["pl"],
        Rules {
            bound: "dr prof mgr inż hab doc ks św p pp gen płk kpt por np tzn tzw tj m.in wg ww al ul pl os red sp zob ds lek med bp abp o",
            number: "nr str s art ust pkt poz rozdz rys tab tel t",
            closing: "itd itp etc ur zm zł gr godz sek tys mln mld n.e p.n.e jr min",
            either: "r w im",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["pt"],
        Rules {
            bound: "sr sra srta srs dr dra drs d prof profa eng engª arq gen cel cap ten sto sta pe p.ex aprox av r exmo v.exa vs dept depto",
            number: "n nº núm pág págs p pp art cap vol fig tel",
            closing: "etc a.c d.c a.m p.m s.a ltda cia min seg jr",
            either: "e.u.a eua",
            ..PLAIN
        },
    ),
    (
        &["ru", "be", "bg", "mk"],
        Rules {
            bound: "г-н г-жа проф акад доц инж ген полк кап св т.е т.н т.к т.о напр см ср тов гр ул просп пл пер бул наб обл р-н дер пос оз о-в ст м.б и.о",
            number: "с стр гл п пп рис табл рус том тел № т",
            closing: "т.д т.п др проч руб коп млн млрд тыс мин сек час н.э э",
            either: "г гг в вв д с.ш им пр",
            ..PLAIN
        },
    ),
    (
        &["uk"],
        Rules {
            bound: "п проф акад доц інж ген св т.зв напр див пор вул просп пл пров обл р-н ст",
            number: "с стор гл рис табл том тел №",
            closing: "т.д т.п ін грн коп млн млрд тис хв сек н.е",
            either: "р рр м ім",
            ..PLAIN
        },
    ),
    (
        &["sl", "hr", "bs", "sr"],
        Rules {
            bound: "dr prof mag ing inž dipl doc g gdč gen sv npr tj t.i tzv oz gl prim angl nem lat ul spec kap polk sc",
            number: "št br str čl odst pogl sl tab tel",
            closing: "itd ipd itn idr d.o.o d.d d.o.o.e min sek mio mrd pr.n.št n.št n.e p.n.e jr itn",
            either: "r l st",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["sv"],
        Rules {
            bound: "dr prof hr fr st s:t t.ex bl.a bl d.v.s dvs s.k sk t.o.m p.g.a pga ca inkl exkl ev resp jfr jmf ang m.a.o f.d fd fr.o.m forts vs näml särsk",
            number: "nr s sid kap kl fig tab art tel jan febr apr aug sept okt nov dec",
            closing: "osv o.s.v m.m mm m.fl mfl etc o.d o.dyl e.d kr mkr milj mdr f.kr e.kr jr sr o.dyl",
            either: "",
            ordinals: false,
            ..PLAIN
        },
    ),
    (
        &["tr", "az", "tk"],
        Rules {
            bound: "st bkz örn yak vs mad mah cad sok apt blv bul Dr Prof Doç Yrd Av Op Uzm Müh Alb Yzb Gen Sn Hz",
            number: "no s sf sh cilt bl md tel",
            closing: "vb vd m.ö m.s t.c ltd şti a.ş tic san dk",
            either: "",
            ordinals: true,
            ..PLAIN
        },
    ),
    (
        &["ml"],
        Rules {
            bound: "ഡോ ശ്രീ ശ്രീമതി പ്രൊഫ അഡ്വ മി കി ഉദാ റവ ഫാ ജ",
            number: "നം പേ വാ",
            closing: "കി.മീ മീ സെ.മീ രൂ",
            either: "",
            ..PLAIN
        },
    ),
    (
        &["hu"],
        Rules {
            bound: "dr prof ifj id özv gr br pl ún kb ill vö ld szt mb alez ezr",
            number: "sz old o kb bek évf tel",
            closing: "stb st kft rt zrt bt kr.e kr.u i.e i.sz ft",
            either: "u",
            ordinals: true,
            ..PLAIN
        },
    ),
    // What Whisper often writes for these needs no more than their ordinals.
    (
        &["lv", "lt", "is", "sq", "eu"],
        Rules {
            ordinals: true,
            ..PLAIN
        },
    ),
];
