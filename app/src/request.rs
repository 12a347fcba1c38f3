//! What one request knows: who is asking, and what they typed.

use domain::text::diff::is_invisible;
use http::header::{CACHE_CONTROL, ETAG, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use service::kept::Form;
use service::{Call, Error, Problem, Submission, Trouble};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use store::Organisation;

/// The files that every page refers to, under `/pkg/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Assets {
    /// The browser half's JavaScript.
    pub js: String,
    /// The browser half's WebAssembly.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

/// One visit to a page: given to every page by the server.
#[derive(Clone)]
pub struct Visit {
    /// Who is asking, when, and the store.
    pub call: Call,
    /// The group.
    pub group: Arc<Organisation>,
    /// The files that pages refer to.
    pub assets: Arc<Assets>,
    /// The cookie's token, if there is a session.
    pub session: Option<Arc<str>>,
    /// The path that was asked for.
    pub path: Arc<str>,
    /// The query that was asked for, decoded.
    pub query: Arc<Vec<(String, String)>>,
    /// An error to show in place of the page.
    pub forced: Option<Failure>,
    /// The form that could not be carried out, to be shown again on the page that says so.
    pub unsent: Option<Unsent>,
    /// Which request this is: error pages show it, and the log has it in every line.
    pub reference: Arc<str>,
}

/// A form that could not be carried out, and could not even be kept.
#[derive(Clone, Debug)]
pub struct Unsent {
    /// Where it was sent.
    pub to: Arc<str>,
    /// What it held.
    pub fields: Fields,
}

/// Why there is no page to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing here, or nothing that this visitor may know of.
    NotFound,
    /// They may know of it but not do it.
    NotAllowed,
    /// So many tries to sign in have come from their place in the net that the next must wait.
    TooMany,
    /// So much of people who are not signed in waits to be sent again that this cannot.
    SignInToKeep,
    /// The database is busy.
    Busy,
    /// There is no room to save anything.
    Full,
    /// Something broke.
    Broken,
}

impl Failure {
    /// The status that goes with it.
    pub const fn status(self) -> http::StatusCode {
        match self {
            Self::NotFound => http::StatusCode::NOT_FOUND,
            Self::NotAllowed => http::StatusCode::FORBIDDEN,
            Self::TooMany | Self::SignInToKeep => http::StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => http::StatusCode::SERVICE_UNAVAILABLE,
            Self::Full => http::StatusCode::INSUFFICIENT_STORAGE,
            Self::Broken => http::StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word by which a server function tells the server which page to answer with.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NotAllowed => "not-allowed",
            Self::TooMany => "too-many",
            Self::SignInToKeep => "sign-in-to-keep",
            Self::Busy => "busy",
            Self::Full => "full",
            Self::Broken => "broken",
        }
    }

    /// The failure that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::NotFound,
            Self::NotAllowed,
            Self::TooMany,
            Self::SignInToKeep,
            Self::Busy,
            Self::Full,
            Self::Broken,
        ]
        .into_iter()
        .find(|f| f.word() == word)
    }

    /// Whether the same form may be accepted later as it is.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::SignInToKeep | Self::Busy | Self::Full | Self::Broken)
    }
}

/// The header by which a server function tells the server to answer with an error page. It never leaves the server.
pub const FAILURE: HeaderName = HeaderName::from_static("x-failure");

impl Visit {
    /// The visit that the page being rendered belongs to.
    pub fn current() -> Self {
        expect_context::<Self>()
    }

    /// A value of the query, or empty.
    pub fn ask(&self, name: &str) -> String {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map_or_else(String::new, |(_, value)| value.clone())
    }

    /// The page number of the query, from 1.
    pub fn page(&self) -> u32 {
        self.ask("page").parse().unwrap_or(1).clamp(1, 100_000)
    }

    /// The form that was kept for this page, if the address names one. Where somebody else was faster, the page is
    /// answered as a conflict: a program that sent the form must not take it for done.
    pub async fn kept(&self) -> Result<Form, Error> {
        let id = self.ask("kept");
        if id.is_empty() {
            return Ok(Form::default());
        }
        let form = service::kept::find(&self.call, &id).await?.unwrap_or_default();
        if form.problems.iter().any(|problem| problem.trouble.is_conflict())
            && let Some(response) = use_context::<ResponseOptions>()
        {
            response.set_status(http::StatusCode::CONFLICT);
        }
        Ok(form)
    }

    /// A new id for a form: sent twice, it is still one act.
    pub fn submission(&self) -> String {
        self.call.id(domain::ids::SubmissionId::new).to_string()
    }
}

/// The fields of a form as they were sent, in order.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Arc<Vec<(String, String)>>);

/// A form that was sent: given to every server function.
#[derive(Clone)]
pub struct Sent {
    /// Who is asking, when, and the store.
    pub call: Call,
    /// The cookie's token.
    pub session: Option<Arc<str>>,
    fields: Fields,
    response: ResponseOptions,
}

/// The name of the session cookie: `__Host-` keeps other hosts and plain connections from setting it.
pub const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-session" } else { "session" }
}

impl Sent {
    /// The form that the server function being run was sent.
    pub fn current() -> Self {
        let visit = Visit::current();
        Self {
            call: visit.call,
            session: visit.session,
            fields: use_context().unwrap_or_default(),
            response: expect_context(),
        }
    }

    /// A field, or empty.
    pub fn field(&self, name: &str) -> &str {
        self.fields
            .0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The text's address from its hidden field, or empty: nothing that could not stand in an address comes through.
    pub fn slug(&self) -> &str {
        let slug = self.field("slug");
        if slug.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            slug
        } else {
            ""
        }
    }

    /// Every value of a field that may stand more than once.
    pub fn fields(&self, name: &str) -> Vec<String> {
        self.fields
            .0
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.clone())
            .collect()
    }

    /// All the fields.
    pub fn all(&self) -> Vec<(String, String)> {
        self.fields.0.to_vec()
    }

    /// The fields as they may be kept: what opens something is stored nowhere, and stands in the address of the page.
    fn kept(&self) -> Vec<(String, String)> {
        let mut fields = self.all();
        fields.retain(|(name, _)| !matches!(name.as_str(), "token" | "code"));
        fields
    }

    /// The form's id, with what was filled in.
    pub fn submission(&self) -> Option<Submission> {
        submission(&self.fields.0)
    }

    /// Answers the form: goes to `next` with what was done; or back to the form at `back` with what was typed
    /// and what is wrong with it; or to the page that says why it cannot be done.
    pub async fn answer<T>(
        self,
        done: Result<T, Error>,
        back: &str,
        next: impl FnOnce(T) -> String,
    ) -> Result<(), ServerFnError> {
        match done {
            Ok(done) => redirect(&next(done)),
            Err(error) => self.refuse(error, back).await,
        }
        Ok(())
    }

    /// Answers a form whose act leads to an address, also when it was sent a second time.
    pub async fn answer_again<T>(
        self,
        done: Result<T, Error>,
        back: &str,
        next: impl FnOnce(T) -> String,
        again: impl FnOnce(String) -> String,
    ) -> Result<(), ServerFnError> {
        match done {
            Err(Error::Repeated(result)) => {
                redirect(&again(result));
                Ok(())
            }
            other => self.answer(other, back, next).await,
        }
    }

    /// Opens a session in the browser and goes on. The one that was there ends.
    pub async fn enter(self, session: &service::people::Session) -> Result<(), ServerFnError> {
        if let Some(before) = &self.session
            && let Err(error) = service::people::sign_out(&self.call, before).await
        {
            tracing::warn!(%error, "a session that was replaced could not be ended");
        }
        self.cookie(&session.token, 30 * 24 * 60 * 60);
        redirect(&session.next);
        Ok(())
    }

    /// Forgets the session in the browser and goes on.
    pub fn sign_out(self, next: &str) {
        self.cookie("", 0);
        redirect(next);
    }

    fn cookie(&self, token: &str, seconds: u32) {
        let secure = self.call.site.base_url.starts_with("https://");
        let (name, more) = (cookie_name(secure), if secure { "; Secure" } else { "" });
        let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{more}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            self.response.append_header(SET_COOKIE, cookie);
        }
    }

    async fn refuse(self, error: Error, back: &str) {
        let failure = match error {
            Error::Refused(problems) => {
                let form = Form {
                    fields: shown(self.kept(), &problems),
                    problems,
                    ..Form::default()
                };
                match service::kept::keep(&self.call, &form).await {
                    Ok(id) => return redirect(&with_query(back, "kept", &id.to_string())),
                    Err(error) => failure_of(&error),
                }
            }
            // A visitor may be a member whose session has ended: what they typed is kept until they have signed in.
            // The answer is the same for what is not there at all.
            Error::NotFound | Error::SignInFirst if self.call.member.is_none() => {
                let form = Form {
                    fields: self.kept(),
                    ..Form::default()
                };
                match service::kept::keep(&self.call, &form).await {
                    Ok(id) => {
                        let there = with_query(back, "kept", &id.to_string());
                        return redirect(&crate::address::sign_in(&there));
                    }
                    Err(error) => failure_of(&error),
                }
            }
            // What they typed waits until they have signed in once more.
            Error::SignInAgain => {
                let form = Form {
                    fields: self.kept(),
                    ..Form::default()
                };
                match service::kept::keep(&self.call, &form).await {
                    Ok(id) => {
                        let there = with_query(back, "kept", &id.to_string());
                        return redirect(&crate::address::sign_in_again(&there));
                    }
                    Err(error) => failure_of(&error),
                }
            }
            // The same form again is the same act, which has been done.
            Error::Repeated(_) => return redirect(back),
            other => failure_of(&other),
        };
        self.response
            .insert_header(FAILURE, HeaderValue::from_static(failure.word()));
        // Keeps the framework from adding the error to an address.
        redirect(back);
    }
}

/// The fields of a form, without the characters that do not show in those that were refused for them: nobody could find
/// them to take them out.
fn shown(mut fields: Vec<(String, String)>, problems: &[Problem]) -> Vec<(String, String)> {
    for (name, value) in &mut fields {
        let hidden = |problem: &&Problem| matches!(problem.trouble, Trouble::DoesNotShow(_));
        if problems
            .iter()
            .filter(hidden)
            .any(|problem| problem.field == *name)
        {
            value.retain(|c| !is_invisible(c));
        }
    }
    fields
}

/// A form's id among its fields, with what was filled in.
pub fn submission(fields: &[(String, String)]) -> Option<Submission> {
    const ID: &str = "submission";
    let id = fields.iter().find(|(name, _)| name == ID)?.1.parse().ok()?;
    let filled_in = fields.iter().filter(|(name, _)| name != ID);
    Some(Submission::of(
        id,
        filled_in.map(|(name, value)| (name.as_str(), value.as_str())),
    ))
}

/// Goes to another address of this site in place of the page.
///
/// The framework's own `redirect` asks what the client accepts first, and does nothing for one that accepts all.
pub fn redirect(path: &str) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    if let Ok(path) = HeaderValue::from_str(path) {
        response.insert_header(LOCATION, path);
        response.set_status(http::StatusCode::SEE_OTHER);
    }
}

/// The page that says why something cannot be done; what broke goes to the log, not to the page.
pub fn failure_of(error: &Error) -> Failure {
    match error {
        Error::NotFound | Error::SignInFirst => Failure::NotFound,
        Error::NotAllowed | Error::SignInAgain => Failure::NotAllowed,
        Error::TooMuchKept => Failure::SignInToKeep,
        Error::Busy => Failure::Busy,
        Error::Full => {
            tracing::error!("nothing can be saved: there is no room left where the database is kept");
            Failure::Full
        }
        Error::Refused(_) | Error::Repeated(_) => Failure::Broken,
        Error::Broken(error) => {
            tracing::error!(error = %error, "a request failed");
            Failure::Broken
        }
    }
}

/// How long anybody may hand on a published file before asking whether it still holds.
pub const PUBLIC: &str = "public, max-age=60, must-revalidate";

/// Names exactly the answer being made: by the fingerprint of the text that it shows and by all else that is on the
/// page. A reader who has it need not load it again: a visitor's browser asks whether it still holds; what a
/// member sees is never kept.
pub fn set_tag(visit: &Visit, fingerprint: &str, shown: &str) {
    let reader = visit
        .call
        .member
        .as_deref()
        .map(|member| (member.id, member.roles));
    let mut rest = DefaultHasher::new();
    format!("{reader:?} {:?} {:?} {shown}", visit.group, visit.assets).hash(&mut rest);
    let tag = format!(
        "\"{}-{:016x}\"",
        fingerprint.get(..16).unwrap_or(fingerprint),
        rest.finish()
    );
    let response = expect_context::<ResponseOptions>();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.insert_header(ETAG, tag);
    }
    if reader.is_none() {
        // Not `public`: a page names the nonce of its own scripts, which no cache may share.
        response.insert_header(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
}

/// An address with one more value in its query, before any fragment.
pub fn with_query(path: &str, name: &str, value: &str) -> String {
    let (path, fragment) = path
        .split_once('#')
        .map_or((path, None), |(path, fragment)| (path, Some(fragment)));
    let sign = if path.contains('?') { '&' } else { '?' };
    match fragment {
        Some(fragment) => format!("{path}{sign}{name}={value}#{fragment}"),
        None => format!("{path}{sign}{name}={value}"),
    }
}
