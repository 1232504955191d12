//! Words that sentences often begin with and names don't: articles, pronouns, conjunctions.

/// Languages, and words with their capital left small.
const STARTERS: &[(&str, &str)] = &[
    (
        "cs",
        "a ale ten ta to já ty on ona ono my vy oni je jsou v ve na když pokud proto také tak pak protože potom dnes",
    ),
    (
        "da",
        "der det den de han hun jeg vi du i og men så hvis når da hvad hvor hvorfor denne dette disse en et efter på som nu her",
    ),
    (
        "de",
        "der die das dem den des er sie es wir ich ihr du ein eine einen einem einer und aber oder doch dann da als wenn wie was wer wo warum nach dieser diese dieses auch so jetzt hier man im in am danach deshalb später sein seine mein meine unser unsere",
    ),
    (
        "el",
        "ο η το οι τα αυτός αυτή αυτό εγώ εσύ εμείς και αλλά όμως αν όταν στη στο στον στην μετά γιατί πώς τώρα έτσι",
    ),
    (
        "en",
        "the a an he she it they we you i this that these those there and but or so if when while what who where why how then after before in on at as his her its their our my your not no yes now here however although because since for with to from once well meanwhile later",
    ),
    (
        "es",
        "el la los las un una él ella ellos ellas yo tú usted nosotros esto este esta eso ese esa y pero o si cuando como qué quién dónde por en después luego entonces ahora también así no sí",
    ),
    (
        "et",
        "see ta tema nad nemad me meie ma mina sa sina te ja aga kui siis kuid ning mis kes kus miks pärast nüüd siin seal nii",
    ),
    (
        "fi",
        "se hän he ne me minä sinä te tämä tuo nämä ja mutta kun jos niin sitten mikä kuka missä miksi nyt siellä täällä",
    ),
    (
        "fr",
        "le la les un une il elle ils elles je tu nous vous on ce cet cette ces c'est et mais ou donc or si quand comme qui que où pourquoi dans en après puis alors maintenant aussi ici non oui",
    ),
    (
        "hu",
        "a az ez egy ő ők én te mi ti és de ha amikor mert hogy akkor majd most itt ott nem igen",
    ),
    (
        "it",
        "il lo la i gli le un uno una egli lui lei loro io tu noi voi questo questa quello quella e ma o se quando come che chi dove perché in dopo poi allora ora anche così no sì",
    ),
    (
        "nl",
        "de het een hij zij ze wij we ik jij je u dit dat deze die en maar of als toen wanneer wat wie waar waarom in na dan nu ook hier daar er zo",
    ),
    (
        "no",
        "det den de der han hun jeg vi du dere og men så hvis når da hva hvor hvorfor denne dette disse en et etter på som nå her",
    ),
    (
        "pl",
        "ten ta to on ona ono oni ja ty my wy i a ale lub jeśli gdy kiedy co kto gdzie dlaczego w we na po potem teraz tu tam tak nie jest są",
    ),
    (
        "pt",
        "o a os as um uma ele ela eles elas eu tu você nós isto este esta isso esse essa e mas ou se quando como que quem onde por em depois então agora também assim não sim",
    ),
    (
        "ru",
        "он она оно они я ты мы вы это этот эта эти и а но или если когда что кто где почему как в во на после потом тогда теперь здесь там так не да нет у с по его её их",
    ),
    (
        "sl",
        "ta to on ona ono oni jaz ti mi vi in a ampak ali če ko kaj kdo kje zakaj v na po potem zdaj tu tam tako ne je so",
    ),
    (
        "sv",
        "den det de han hon jag vi du ni och men så om när då vad vem var varför denna detta dessa en ett efter på som nu här",
    ),
    (
        "tr",
        "bu şu o ben sen biz siz onlar bir ve ama fakat eğer ne kim nerede neden niçin nasıl sonra şimdi burada orada böyle evet hayır",
    ),
    (
        "uk",
        "він вона воно вони я ти ми ви це цей ця ці і а але або якщо коли що хто де чому як у в на після потім тоді тепер тут там так не",
    ),
];

/// Whether sentences of the language often begin with the word.
pub(super) fn contains(language: &str, word: &str) -> bool {
    let language = match language {
        "nn" => "no",
        "gl" => "pt",
        "af" => "nl",
        "sk" => "cs",
        "hr" | "bs" => "sl",
        "be" => "ru",
        "lb" => "de",
        other => other,
    };
    let Some((_, words)) = STARTERS.iter().find(|(code, _)| *code == language) else {
        return false;
    };
    let lower = word.to_lowercase();
    let plain = lower.trim_end_matches(|c: char| !c.is_alphanumeric());
    // `He's`, `C'est`, `L'eau`: the part before the apostrophe.
    let short = plain.split(['\'', '’']).next().unwrap_or(plain);
    words
        .split(' ')
        .any(|starter| starter == plain || starter == short)
}
