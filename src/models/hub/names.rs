//! Which names of repositories, revisions and files may become paths and addresses.

use super::HubError;

/// The longest name that a repository may have.
const LONGEST_REPOSITORY: usize = 96;

/// Refuses what could leave the cache's folders or mean another address.
pub(super) fn check(repo: &str, revision: &str, file: &str) -> Result<(), HubError> {
    if !is_repository(repo) {
        let name = repo.to_owned();
        return Err(HubError::RepositoryName { name });
    }
    if !is_path(revision) {
        let name = revision.to_owned();
        return Err(HubError::RevisionName { name });
    }
    if !is_path(file) {
        let name = file.to_owned();
        return Err(HubError::FileName { name });
    }
    Ok(())
}

/// `OWNER/NAME`, or the hub's oldest repositories, which have no owner. Two hyphens or dots stand
/// in no name: the cache's folders use the hyphens for the slash.
fn is_repository(name: &str) -> bool {
    let is_part = |part: &str| {
        let ends = |mark| part.starts_with(mark) || part.ends_with(mark);
        let known = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        !part.is_empty() && part.chars().all(known) && !ends('-') && !ends('.')
    };
    name.len() <= LONGEST_REPOSITORY
        && name.split('/').count() <= 2
        && name.split('/').all(is_part)
        && !name.contains("--")
        && !name.contains("..")
}

/// Names with slashes between them, on any system.
fn is_path(path: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(is_part) && !path.contains(|c: char| c.is_control() || "\\:".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_hub_pass() {
        for repo in ["openai/whisper-base", "gpt2", "a_b/c.d-e"] {
            for file in ["config.json", "onnx/model q4.onnx", ".gitattributes", "é"] {
                for revision in ["main", "refs/pr/1", "v1.0", &"a".repeat(40)] {
                    check(repo, revision, file).expect("good names");
                }
            }
        }
    }

    #[test]
    fn names_that_lead_elsewhere_do_not() {
        let long = format!("a/{}", "b".repeat(LONGEST_REPOSITORY));
        let repos = [
            "", "/", "a/", "/a", "a/b/c", "../b", "a/..", "a--b", "a\\b", ".a", "a/b?", "a b",
            "C:", &long,
        ];
        for repo in repos {
            let error = check(repo, "main", "f").expect_err(repo);
            assert!(matches!(error, HubError::RepositoryName { .. }), "{repo}");
        }
        let paths = [
            "",
            "/etc/passwd",
            "../f",
            "a/../f",
            "a//f",
            "a/",
            "./f",
            "a\\f",
            "C:f",
            "a\0",
            "a\n",
        ];
        for path in paths {
            let error = check("a/b", "main", path).expect_err(path);
            assert!(matches!(error, HubError::FileName { .. }), "{path}");
            let error = check("a/b", path, "f").expect_err(path);
            assert!(matches!(error, HubError::RevisionName { .. }), "{path}");
        }
    }
}
