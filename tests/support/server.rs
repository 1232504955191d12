//! The service in a folder of its own: started, asked, killed, and started again on the same data.

mod exchange;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::Value;

pub use self::exchange::{Answer, Form, answer};
use super::Sandbox;

/// Longest time that anything may take.
const PATIENCE: Duration = Duration::from_secs(100);

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let client = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE);
    client.build().expect("a client")
});

/// The server of those tests that leave nothing behind that others mind. It lives as long as one of
/// them holds it.
pub fn shared() -> Arc<Server> {
    static SHARED: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = shared.upgrade() {
        return server;
    }
    let server = Arc::new(Server::start(&[], &[]));
    *shared = Arc::downgrade(&server);
    server
}

/// A running service; it doesn't outlive its test.
pub struct Server {
    pub place: Sandbox,
    pub url: String,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Server {
    /// Starts the service with arguments and environment variables.
    pub fn start(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::start_in(Sandbox::new(), arguments, environment)
    }

    pub fn start_in(place: Sandbox, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let environment: Vec<_> = environment.iter().map(owned).collect();
        let (child, said, url) = launch(&place, &arguments, &environment);
        Self {
            place,
            url,
            arguments,
            environment,
            child,
            said,
        }
    }

    /// Ends it as a power failure would.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("dead");
    }

    /// Asks it to end, and gives how it did and what it wrote after its ready line.
    pub fn terminate(&mut self) -> (ExitStatus, String) {
        let pid = self.child.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(kill.expect("kill runs").success());
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).expect("text");
        (self.child.wait().expect("it ends"), rest)
    }

    /// Starts it again on the same data, at another address.
    pub fn restart(&mut self) {
        (self.child, self.said, self.url) = launch(&self.place, &self.arguments, &self.environment);
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.place.path("serve.log")).unwrap_or_default()
    }

    /// The database of its tasks.
    pub fn database(&self) -> rusqlite::Connection {
        let path = self.place.path(".local/share/scripta/history.db");
        rusqlite::Connection::open(path).expect("a database")
    }

    /// Folders of tasks' recordings that lie there now.
    pub fn uploads(&self) -> Vec<PathBuf> {
        let services = self.place.path(".local/share/scripta/uploads");
        let of_tasks = folders(&services);
        of_tasks.iter().flat_map(|path| folders(path)).collect()
    }

    /// A request to be added to.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        CLIENT.request(method, format!("{}{path}", self.url))
    }

    pub fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path))
    }

    pub fn post(&self, path: &str) -> Answer {
        answer(self.request(Method::POST, path))
    }

    pub fn delete(&self, path: &str) -> Answer {
        answer(self.request(Method::DELETE, path))
    }

    pub fn send(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).body(body.to_string());
        answer(request.header("content-type", "application/json"))
    }

    pub fn upload(&self, path: &str, form: Form) -> Answer {
        answer(form.of(self.request(Method::POST, path)))
    }

    /// Asks for a recording by its address.
    pub fn fetch(&self, query: &str, url: &str) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("url", url)
            .finish();
        let request = self.request(Method::POST, &format!("/speech-to-text-url{query}"));
        let kind = "application/x-www-form-urlencoded";
        answer(request.header("content-type", kind).body(body))
    }

    /// Sends a recording and gives the id of its task.
    pub fn begin(&self, path: &str, recording: &[u8]) -> String {
        let form = Form::new().file("file", "talk.wav", recording);
        self.upload(path, form).queued()
    }

    /// A task as it stands.
    pub fn task(&self, id: &str) -> Value {
        let answer = self.get(&format!("/task/{id}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Waits until a task is over, and gives it.
    pub fn wait_for(&self, id: &str) -> Value {
        self.wait_until(id, |task| {
            let status = task["status"].as_str().expect("a status");
            !["queued", "processing", "interrupted"].contains(&status)
        })
    }

    /// Waits until something is so of a task.
    pub fn wait_until(&self, id: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut task = Value::Null;
        wait("a task", || {
            task = self.task(id);
            is_so(&task)
        });
        task
    }

    /// What it answers to bytes, until it hangs up or says nothing for two seconds.
    pub fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // It may hang up before it has heard all.
        let _ = stream.write_all(bytes);
        let second = Duration::from_secs(2);
        stream.set_read_timeout(Some(second)).expect("a timeout");
        let mut heard = Vec::new();
        let _ = stream.read_to_end(&mut heard);
        String::from_utf8_lossy(&heard).into_owned()
    }

    pub fn connect(&self) -> TcpStream {
        let address = self.url.split("//").nth(1).expect("an address");
        TcpStream::connect(address).expect("a connection")
    }
}

impl Drop for Server {
    #[expect(clippy::print_stderr, reason = "it says why a test failed")]
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{}", self.log());
        }
    }
}

fn launch(
    place: &Sandbox,
    arguments: &[String],
    environment: &[(String, String)],
) -> (Child, BufReader<ChildStdout>, String) {
    let log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(place.path("serve.log"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_scripta"))
        .args(["serve", "--port", "0"])
        .args(arguments)
        .current_dir(place.path("."))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", place.path("."))
        .env("NO_PROXY", "*")
        .env("LOG_LEVEL", "info")
        .env("SCRIPTA_THREADS", "1")
        .envs(environment.iter().cloned())
        .stdout(Stdio::piped())
        .stderr(log.expect("a file"))
        .spawn()
        .expect("the program runs");
    let mut said = BufReader::new(child.stdout.take().expect("stdout"));
    let mut line = String::new();
    said.read_line(&mut line).expect("a line");
    let Some(url) = line.strip_prefix("listening on ") else {
        let log = std::fs::read_to_string(place.path("serve.log"));
        panic!("no ready line but {line:?}: {}", log.unwrap_or_default());
    };
    (child, said, url.trim_end().to_owned())
}

/// Waits until something is so.
pub fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "{what}: waited in vain");
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// The folders in a folder.
pub fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.filter(|path| path.is_dir()).collect()
}
