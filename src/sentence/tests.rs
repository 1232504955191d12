//! Sentences of many languages, cut where people would.

use proptest::prelude::*;

use super::*;

/// Checks a text in which `|` stands where sentences end.
fn check(language: &str, text: &str) {
    let marked: Vec<&str> = text.split_whitespace().collect();
    let words: Vec<&str> = marked
        .iter()
        .map(|word| word.trim_end_matches('|'))
        .collect();
    let cut: Vec<String> = words
        .iter()
        .zip(ends(&words, language))
        .map(|(word, end)| format!("{word}{}", if end { "|" } else { "" }))
        .collect();
    assert_eq!(cut.join(" "), marked.join(" "), "{language}");
}

#[test]
fn english_sentences_end() {
    for text in [
        "So it goes.| And so on!| Why?| Because…| That's all",
        "He said \"Fine.\"| Then he left.|",
        "\"Really?\" he asked.| \"Yes!\" she said.| (No.)| Good.|",
        "“Is it?”| She left.|",
        "Wait... what?| No...| Never.|",
        "i said so. and then. i left."
            .replace(". ", ".| ")
            .replace("left.", "left.|")
            .as_str(),
        "Write to me@example.com. or www.example.com.| It costs 3.5 euros.|"
            .replace("com. or", "com.| or")
            .as_str(),
        "Dr. Smith met Mr. and Mrs. Jones vs. Prof. X.|"
            .replace("X.|", "X.")
            .as_str(),
        "J. R. R. Tolkien and George W. Bush met J.-P. Sartre.|",
        "It was vitamin C. The end.|"
            .replace("C. The", "C.| The")
            .as_str(),
        "So do I.| It's late.|",
        "See e.g. Fig. 3 and No. 5 on pp. 7 to 9, i.e. all.|",
        "Did you?| No.| We did not.|",
        "At 5 p.m. we left.| It was 9 a.m.| Nobody came.| Come at 5 p.m. Eastern on Monday.|",
        "Apples, pears, etc. were sold.| We had apples, etc.| Nobody ate.|",
        "Acme Inc. sells U.S. Army boots.| I live in the U.S.| He doesn't.|",
        "Born on Jan. 5, 1990.| In Jan.| The rest.|",
        "1. Open the door.| 2. Close it.| It was 1990.| Then 5.| Ten more.|",
        "I like it.| iPhones work.|",
        "One!!| Two?!| Three.).| Four.\"|",
        "\"Stop!\" — he cried.| Stop! — cried he.|",
        "Done.| ♪ La la.|",
        "Packer, i.e. J. I. Packer, met A. The rest left.|"
            .replace("A. The", "A.| The")
            .as_str(),
        "Vol. 2 is done.| See vol. II.| The colour is No. 5.|",
        "the 5 p.m. train left.| At 5 p.m. Monday we met at St. Mary's Ave.| The end.|",
        "She has a Ph.D.| She teaches.| (He agrees.) but not she.|",
        "Mr. O'Neil said: \"Go.\" \"No.\"| \"Why?\"|"
            .replace("Go.\" ", "Go.\"| ")
            .as_str(),
    ] {
        check("en", text);
    }
}

#[test]
fn german_capitals_prove_less() {
    for text in [
        "Am 3. Mai kam er.| Das war 1990.| Er blieb bis zum 5.| Dann ging er.|",
        "Das ist z.B. Wasser bzw. Wein.| Er kennt Dr. Müller, Prof. Schmidt usw. Leute.|",
        "Äpfel, Birnen usw.| Das ist alles.|",
        "„Wirklich?“ fragte er.| „Ja.“| Sie ging.| »Nein!« rief sie.|",
        "Ludwig XIV. war König.| Die 2. Auflage.| Der 1. und der 2. Preis.|",
        "Siehe S. 5 und Nr. 7.| Das sagt S. Müller.|",
        "Das ist Max.| Er kommt.| Vgl. Abschnitt 2.|",
        "Er war bzgl. der Frage still.|",
    ] {
        check("de", text);
    }
}

#[test]
fn ordinals_are_no_ends_where_they_are_written_so() {
    check(
        "da",
        "Den 3. maj kom han.| Han bor på 2. sal.| Se f.eks. kap. 5.| Det var i 1990.| Han gik.|",
    );
    check("no", "Den 17. mai feires.| Det er bl.a. fint.| Ja.|");
    check(
        "fi",
        "Se oli 3. toukokuuta.| Esim. tämä.| Hän tuli klo. viisi.|",
    );
    check("cs", "Dne 3. května přišel.| Např. dr. Novák.| Ano.|");
    check(
        "pl",
        "Dnia 3. maja przyszedł prof. Nowak, tj. on.| Daj to im.| Nie.|",
    );
    check(
        "sl",
        "Dne 3. maja je prišel npr. dr. Novak.| Vidim ga.| Da.|",
    );
    check("et", "See oli 3. mail.| Nt. see.| Jah.|");
    check("tr", "Bu 3. kattır.| Prof. Dr. Yılmaz geldi.| Evet.|");
    check("hu", "Ez a 3. emelet.| Pl. ez stb.| Igen.|");
    check("sk", "Dňa 3. mája.| Áno.|");
    check("hr", "Bilo je 3. svibnja.| Da.|");
}

#[test]
fn other_european_languages_have_their_abbreviations() {
    check(
        "fr",
        "M. Dupont et Mme. Durand, c.-à-d. p.ex. eux, etc.| Il dit oui.| « Vraiment ? »| Non.|",
    );
    check(
        "es",
        "El Sr. García y la Sra. López viven en EE. UU. desde 1990.| ¿Qué tal?| ¡Hola!| Ud. sabe.|",
    );
    check(
        "it",
        "Il sig. Rossi e il dott. Bianchi, ecc.| Il resto.| Sì.|",
    );
    check(
        "nl",
        "Dhr. Jansen kwam o.a. met bijv. drs. De Vries, enz.| Hij ging.|",
    );
    check(
        "pt",
        "O Sr. Silva e a Dra. Souza, p.ex. eles, etc.| O resto.|",
    );
    check(
        "sv",
        "Det är t.ex. bra, bl.a. här, osv.| Det var min fru.| Tom.| Ja.|",
    );
    check(
        "ru",
        "Он жил в г. Москве с 1990 г.| Он был проф. Иванов, т.е. учёный.| «Стой!» — сказал он.| А. С. Пушкин и т.д.| Да.|",
    );
    check("uk", "Він жив у м. Києві.| Так.|");
    check("el", "Τι κάνεις;| Καλά, π.χ. εγώ.| Ο κ. Νίκος.|");
}

#[test]
fn other_scripts_have_their_own_marks() {
    check("zh", "你 好 。| 吗 ？| 好 ！| 3 . 5 元");
    check(
        "ja",
        "はい。| 「 はい 。 」| 次 です 。| 「はい。」 と 言った。| えっと… それ です｡|",
    );
    check("ar", "مرحبا.| كيف حالك؟| جيد!|");
    check("ur", "یہ ہے۔| ہاں۔|");
    check("hi", "यह है।| हाँ॥| डॉ ठीक है?|");
    check("hy", "Այո։| Ոչ:| Լավ");
    check("am", "ሰላም።| እሺ፡፡|");
    check("km", "បាទ។| ទេ");
    check("my", "ဟုတ်ကဲ့။| မဟုတ်ဘူး");
    check("bo", "ཡིན།| མིན");
    check("ml", "എം. ടി. വാസുദേവൻ വന്നു.| ഡോ. നായർ പോയി.|");
    check("th", "สวัสดี ครับ วันนี้ ดี?| ใช่");
    check("ko", "안녕하세요.| 네!| 그래");
    check("he", "שלום.| מה?| כן");
}

#[test]
fn marks_of_their_own_go_with_the_sentence() {
    check("fr", "« Oui . »| Non !| Si");
    check(
        "en",
        "Yes .| \" No ! \"| So ?|"
            .replace("Yes .| \" No", "Yes . \"| No")
            .as_str(),
    );
    check("en", "“ Really ? ” he said .|");
    assert_eq!(ends(&[], "en"), Vec::<bool>::new());
    assert_eq!(ends(&["", ".", "\u{200b}"], "xx").len(), 3);
}

proptest! {
    #[test]
    fn every_word_gets_an_answer(
        words in proptest::collection::vec("\\PC{0,6}[.!?…。;:\"”»)]{0,3}", 0..20),
        language in proptest::sample::select(vec!["en", "de", "ja", "th", "el", "ru", "ml", "hy", "tr", "xx", ""]),
    ) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        prop_assert_eq!(ends(&words, language).len(), words.len());
    }

    #[test]
    fn words_without_marks_end_nothing(words in proptest::collection::vec("[\\p{L}\\p{N},-]{1,8}", 0..20)) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for language in ["en", "de", "ja", "th", "el", "am"] {
            prop_assert!(!ends(&words, language).contains(&true));
        }
    }

    #[test]
    fn what_follows_a_later_word_changes_nothing(words in proptest::collection::vec("[A-Za-z]{1,6}[.!?]{0,1}", 6..20)) {
        // Only the next few words count, apart from whether the text has capitals at all.
        let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
        words.insert(0, "Begin");
        let whole = ends(&words, "en");
        let part = ends(&words[..words.len() - 1], "en");
        let known = part.len() - 1;
        prop_assert_eq!(&whole[..known], &part[..known]);
    }
}
