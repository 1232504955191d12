//! A browser without a window, driven by WebDriver (W3C) through chromedriver.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest time that a page may take to become what is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// The name of element references in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with one page; it doesn't outlive its test.
pub struct Browser {
    driver: Child,
    client: Client,
    session: String,
    profile: TempDir,
}

impl Browser {
    /// Starts a browser with a window of this width.
    pub fn start(width: u32) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver runs");
        let said = BufReader::new(driver.stdout.take().expect("stdout"));
        let port = said.lines().find_map(|line| {
            let line = line.ok()?;
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let profile = TempDir::new().expect("a folder");
        let client = Client::builder().no_proxy().timeout(PATIENCE);
        let mut browser = Self {
            driver,
            client: client.build().expect("a client"),
            session: format!("http://127.0.0.1:{}/session", port.expect("a port")),
            profile,
        };
        let folder = browser.profile.path().display().to_string();
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--autoplay-policy=no-user-gesture-required",
            "--mute-audio",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
        arguments.push(format!("--window-size={width},900"));
        arguments.push(format!("--user-data-dir={folder}"));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let session = browser.ask(Method::POST, "", &wanted);
        let id = session["sessionId"].as_str().expect("a session");
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// Sends a command and gives its value.
    fn ask(&self, method: Method, path: &str, body: &Value) -> Value {
        let request = self
            .client
            .request(method, format!("{}{path}", self.session));
        let request = if body.is_null() {
            request
        } else {
            let request = request.header("content-type", "application/json");
            request.body(body.to_string())
        };
        let text = request.send().expect("an answer");
        let text = text.text().expect("text");
        let mut answer: Value = serde_json::from_str(&text).expect("JSON");
        let value = answer["value"].take();
        assert!(value["error"].is_null(), "{path}: {value}");
        value
    }

    pub fn open(&self, url: &str) {
        self.ask(Method::POST, "/url", &json!({ "url": url }));
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        let body = json!({ "script": script, "args": [] });
        self.ask(Method::POST, "/execute/sync", &body)
    }

    /// Waits until a condition holds in the page.
    pub fn wait(&self, condition: &str) {
        let until = Instant::now() + PATIENCE;
        while self.run(&format!("return Boolean({condition})")) != true {
            let page = || self.run("return document.body.innerText");
            assert!(Instant::now() < until, "never {condition}: {}", page());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn element(&self, selector: &str) -> String {
        self.wait(&format!("document.querySelector({})", json!(selector)));
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.ask(Method::POST, "/element", &wanted);
        found[ELEMENT].as_str().expect("an element").to_owned()
    }

    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.ask(
            Method::POST,
            &format!("/element/{element}/click"),
            &json!({}),
        );
    }

    /// Types into a field, or chooses a file.
    pub fn enter(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        let body = json!({ "text": text });
        self.ask(Method::POST, &format!("/element/{element}/value"), &body);
    }

    pub fn choose(&self, selector: &str, file: &Path) {
        self.enter(selector, &file.display().to_string());
    }

    pub fn text(&self, selector: &str) -> String {
        let element = self.element(selector);
        let text = self.ask(
            Method::GET,
            &format!("/element/{element}/text"),
            &Value::Null,
        );
        text.as_str().expect("text").to_owned()
    }

    /// What the page complained of: errors of scripts, what its policy forbade, failed requests.
    pub fn complaints(&self) -> Vec<Value> {
        let log = self.ask(Method::POST, "/se/log", &json!({ "type": "browser" }));
        let log = log.as_array().cloned().unwrap_or_default();
        let bad = |entry: &Value| entry["level"] == "SEVERE";
        log.into_iter().filter(bad).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.client.delete(&self.session).send();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
