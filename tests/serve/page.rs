//! The page at /ui in a real browser: from a recording to its text, its sound and the history.

use serde_json::Value;

use crate::support::browser::Browser;
use crate::support::server::Server;

/// A phone and a desk.
const WIDTHS: [u32; 2] = [360, 1280];

#[test]
#[cfg_attr(not(has_chromedriver), ignore = "chromedriver is not on PATH")]
fn the_page_takes_a_recording_to_its_text() {
    let server = Server::start(&[], &[]);
    for width in WIDTHS {
        let clip = server.place.clip("talk.wav", 12.0, 5.0);
        let browser = Browser::start(width);
        browser.open(&format!("{}/ui", server.url));
        browser.choose("#files", &clip);
        browser.click("#transcribe");
        browser.wait("location.hash.startsWith('#/task/')");
        browser.wait("!document.querySelector('#downloads').hidden");
        let said = browser.text("#transcript").to_lowercase();
        assert!(said.contains("deep") || said.contains("diane"), "{said}");

        // A word is heard when it is clicked, and shown while it is.
        browser.click(".word");
        browser.wait("document.querySelector('.word.now')");
        // Nothing is wider than the window.
        let overflow = "document.documentElement.scrollWidth > window.innerWidth";
        assert_eq!(browser.run(&format!("return {overflow}")), false, "{width}");

        browser.click("#nav-history");
        browser.wait("document.querySelectorAll('#tasks li').length === 1");
        browser.enter("#search", "nobody said this");
        browser.wait("document.querySelectorAll('#tasks li').length === 0");
        browser.run("document.querySelector('#search').value = ''");
        browser.open(&format!("{}/ui#/", server.url));
        browser.click("#nav-history");
        browser.click("#tasks li button[title='Delete']");
        browser.click("#confirm-yes");
        browser.wait("document.querySelectorAll('#tasks li').length === 0");
        assert_eq!(browser.complaints(), Vec::<Value>::new());
    }
    assert_eq!(server.get("/task/all").json()["total"], 0);
}
