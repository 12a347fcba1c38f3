//! Passkeys, with a device of software whose key the test knows.

use crate::scene::*;
use domain::people::Role;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use service::people::{
    AddPasskey, Question, Standing, add_passkey, ask_to_add, ask_to_enter, by_passkey, change, forget_me,
    passkeys, remove_passkey, sign_out, who,
};
use service::{Call, Error, Trouble};
use sha2::{Digest as _, Sha256};

const SITE: &str = "https://group.example";

/// Base64 as browsers write it for passkeys.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three
            .iter()
            .chain(&[0, 0])
            .take(3)
            .fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        for place in 0..=three.len() {
            text.push(char::from(DIGITS[bits >> (18 - 6 * place) & 63]));
        }
    }
    text
}

/// A device with one key.
struct Device {
    key: SigningKey,
    uses: u32,
    handle: String,
    /// What it says of itself: 1 somebody is there, 4 it knows who.
    flags: u8,
    origin: &'static str,
}

impl Device {
    fn new(seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            uses: 1,
            handle: String::new(),
            flags: 5,
            origin: SITE,
        }
    }

    fn id(&self) -> String {
        base64(&self.key.verifying_key().to_sec1_bytes()[..16])
    }

    fn client_data(&self, kind: &str, question: &Question) -> Vec<u8> {
        let challenge = &question.options["publicKey"]["challenge"];
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest("group.example").to_vec();
        data.push(flags);
        data.extend(self.uses.to_be_bytes());
        data
    }

    /// Makes a passkey.
    fn register(&mut self, question: &Question) -> String {
        self.handle = question.options["publicKey"]["user"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let point = self.key.verifying_key().to_sec1_point(false);
        let id = self.key.verifying_key().to_sec1_bytes()[..16].to_vec();
        let mut data = self.data(self.flags | 0x40);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(&id);
        // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt\x64none\x67attStmt\xa0\x68authData\x58");
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "attestationObject": base64(&object),
                "clientDataJSON": base64(&self.client_data("webauthn.create", question)),
                "transports": ["internal"],
            },
        })
        .to_string()
    }

    /// Uses the passkey.
    fn answer(&mut self, question: &Question) -> String {
        self.uses += 1;
        let data = self.data(self.flags);
        let client = self.client_data("webauthn.get", question);
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = self.key.sign(&signed);
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key", "clientExtensionResults": {},
            "response": {
                "authenticatorData": base64(&data),
                "clientDataJSON": base64(&client),
                "signature": base64(signature.to_der().as_bytes()),
                "userHandle": self.handle,
            },
        })
        .to_string()
    }
}

/// Somebody who has signed in just now, and the token of their session.
async fn signed_in(scene: &Scene, name: &str, roles: &[Role]) -> (Call, String) {
    let call = scene.person(name, roles).await;
    let token = format!("session of {name}");
    let session = store::NewSession {
        token_hash: hash(&token),
        member: call.member.as_ref().unwrap().id,
        expires_at: NOON.plus_days(30),
    };
    scene.store.open_session(&scene.act(), &session).await.unwrap();
    (call, token)
}

fn hash(token: &str) -> String {
    Sha256::digest(token)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn form(question: &Question, answer: String) -> AddPasskey {
    AddPasskey {
        submission: None,
        name: "Telephone".to_owned(),
        token: question.token.clone(),
        answer,
    }
}

/// Adds the device's passkey.
async fn add(call: &Call, session: &str, device: &mut Device) {
    let question = ask_to_add(call, session).await.unwrap();
    let answer = device.register(&question);
    add_passkey(call, &form(&question, answer)).await.unwrap();
}

/// Asks, answers, and signs in.
async fn enter(visitor: &Call, device: &mut Device) -> Result<service::people::Session, Error> {
    let question = ask_to_enter(visitor).await.unwrap();
    let answer = device.answer(&question);
    by_passkey(visitor, &question.token, &answer, "/texts").await
}

const REFUSED: Trouble = Trouble::PasskeyRefused;

#[tokio::test]
async fn a_passkey_signs_in_and_each_answer_counts_once() {
    let scene = Scene::new().await;
    let (ada, session) = signed_in(&scene, "ada", &[Role::Chair]).await;
    let (visitor, mut device) = (scene.visitor(), Device::new(1));
    add(&ada, &session, &mut device).await;
    let mail = scene.post().await.pop().unwrap();
    assert_eq!(mail.recipient, "ada@example.org");
    assert!(mail.body.contains("“Telephone”"), "{}", mail.body);

    let question = ask_to_enter(&visitor).await.unwrap();
    let answer = device.answer(&question);
    let entered = by_passkey(&visitor, &question.token, &answer, "/texts")
        .await
        .unwrap();
    assert_eq!(entered.next, "/texts");
    let member = who(&visitor, &entered.token).await.unwrap().unwrap();
    assert_eq!(member.name, "ada");
    refused(
        by_passkey(&visitor, &question.token, &answer, "/").await,
        "",
        REFUSED,
    );
    // Nothing that is stored answers a question, or names one.
    let stored = scene.stored().await;
    for secret in [&question.token, &entered.token] {
        assert!(!stored.windows(secret.len()).any(|part| part == secret.as_bytes()));
    }
    // Only this site is gone to afterwards.
    let question = ask_to_enter(&visitor).await.unwrap();
    let answer = device.answer(&question);
    let entered = by_passkey(&visitor, &question.token, &answer, "//evil.example").await;
    assert_eq!(entered.unwrap().next, "/");
}

#[tokio::test]
async fn what_does_not_fit_signs_nobody_in() {
    let scene = Scene::new().await;
    let (ada, session) = signed_in(&scene, "ada", &[Role::Chair]).await;
    let (eve, eves) = signed_in(&scene, "eve", &[Role::Member]).await;
    let (visitor, mut device) = (scene.visitor(), Device::new(1));
    add(&ada, &session, &mut device).await;
    let mut other = Device::new(2);
    add(&eve, &eves, &mut other).await;

    // Another site, nobody known at the device, a key that is not there, the key of somebody else.
    for spoil in [
        (|device: &mut Device| device.origin = "https://evil.example") as fn(&mut Device),
        |device| device.origin = "http://group.example",
        |device| device.flags = 1,
        |device| device.key = SigningKey::from_slice(&[3; 32]).unwrap(),
        |device| device.handle = "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
    ] {
        let mut spoiled = Device {
            key: device.key.clone(),
            handle: device.handle.clone(),
            uses: 10,
            ..Device::new(1)
        };
        spoil(&mut spoiled);
        refused(enter(&visitor, &mut spoiled).await, "", REFUSED);
    }
    let mut stolen = Device {
        key: other.key.clone(),
        handle: device.handle.clone(),
        ..Device::new(2)
    };
    refused(enter(&visitor, &mut stolen).await, "", REFUSED);

    // An answer to another question, one that comes too late, one that is none.
    let (first, second) = (
        ask_to_enter(&visitor).await.unwrap(),
        ask_to_enter(&visitor).await.unwrap(),
    );
    let answer = device.answer(&first);
    refused(
        by_passkey(&visitor, &second.token, &answer, "/").await,
        "",
        REFUSED,
    );
    refused(
        by_passkey(&at(&visitor, 6), &first.token, &answer, "/").await,
        "",
        REFUSED,
    );
    for nonsense in ["", "{}", "[]", "null", &"[".repeat(100_000)] {
        let question = ask_to_enter(&visitor).await.unwrap();
        refused(
            by_passkey(&visitor, &question.token, nonsense, "/").await,
            "",
            REFUSED,
        );
    }
    // The question for a new passkey lets nobody in, and nobody else adds one with it.
    let question = ask_to_add(&ada, &session).await.unwrap();
    let mut third = Device::new(4);
    let made = third.register(&question);
    let used = device.answer(&question);
    refused(
        by_passkey(&visitor, &question.token, &used, "/").await,
        "",
        REFUSED,
    );
    refused(
        add_passkey(&ada, &form(&question, made.clone())).await,
        "",
        REFUSED,
    );
    let question = ask_to_add(&ada, &session).await.unwrap();
    let made = third.register(&question);
    refused(add_passkey(&eve, &form(&question, made)).await, "", REFUSED);
    assert_eq!(passkeys(&eve).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_device_that_counts_backwards_is_refused_and_its_owner_warned() {
    let scene = Scene::new().await;
    let (ada, session) = signed_in(&scene, "ada", &[Role::Chair]).await;
    let (visitor, mut device) = (scene.visitor(), Device::new(1));
    add(&ada, &session, &mut device).await;
    enter(&visitor, &mut device).await.unwrap();
    scene.post().await;
    device.uses = 0;
    refused(enter(&visitor, &mut device).await, "", REFUSED);
    let mail = scene.post().await.pop().unwrap();
    assert!(mail.body.contains("may have been copied"), "{}", mail.body);
    let id = ada.member.as_ref().unwrap().id.to_string();
    let events = scene.store.events_about(&id, 10).await.unwrap();
    assert_eq!(events[0].action, "passkey.suspect");
}

#[tokio::test]
async fn only_its_owner_adds_and_removes_and_only_freshly_signed_in() {
    let scene = Scene::new().await;
    let (ada, session) = signed_in(&scene, "ada", &[Role::Administrator]).await;
    let (eve, eves) = signed_in(&scene, "eve", &[Role::Member]).await;
    let mut device = Device::new(1);
    for (call, session) in [(at(&ada, 16), session.as_str()), (ada.clone(), "no session")] {
        assert!(matches!(
            ask_to_add(&call, session).await,
            Err(Error::SignInAgain)
        ));
    }
    let visitor = scene.visitor();
    assert!(matches!(
        ask_to_add(&visitor, &session).await,
        Err(Error::SignInFirst)
    ));
    add(&ada, &session, &mut device).await;
    let question = ask_to_add(&ada, &session).await.unwrap();
    assert_eq!(
        question.options["publicKey"]["excludeCredentials"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    assert_eq!(
        question.options["publicKey"]["authenticatorSelection"]["userVerification"],
        Value::from("required")
    );
    let id = passkeys(&ada).await.unwrap()[0].id.to_string();
    for stranger in [&eve, &visitor] {
        assert!(remove_passkey(stranger, &id, None).await.is_err());
    }
    scene.post().await;
    remove_passkey(&ada, &id, None).await.unwrap();
    assert_eq!(scene.post().await[0].recipient, "ada@example.org");
    refused(enter(&visitor, &mut device).await, "", REFUSED);

    // Blocked, a member has a passkey and cannot use it; forgotten, they have none.
    let mut eves_device = Device::new(2);
    add(&eve, &eves, &mut eves_device).await;
    let standing = |blocked| Standing {
        member: eve.member.as_ref().unwrap().id.to_string(),
        name: "eve".to_owned(),
        roles: vec!["member".to_owned()],
        category: "party-member".to_owned(),
        blocked,
        ..Standing::default()
    };
    change(&ada, &standing(true)).await.unwrap();
    refused(enter(&visitor, &mut eves_device).await, "", REFUSED);
    change(&ada, &standing(false)).await.unwrap();
    enter(&visitor, &mut eves_device).await.unwrap();
    let forget = service::people::Forget {
        email: "eve@example.org".to_owned(),
        ..service::people::Forget::default()
    };
    forget_me(&eve, &forget).await.unwrap();
    refused(enter(&visitor, &mut eves_device).await, "", REFUSED);
}

#[tokio::test]
async fn without_a_name_or_a_safe_connection_there_are_none() {
    let scene = Scene::new().await;
    let at = |base: &str| Call {
        site: std::sync::Arc::new(service::Site {
            base_url: base.to_owned(),
        }),
        ..scene.visitor()
    };
    for (base, possible) in [
        ("https://group.example", true),
        ("https://group.example:8443", true),
        ("http://localhost:3000", true),
        ("http://group.example", false),
        ("http://127.0.0.1:3000", false),
        ("https://192.0.2.1", false),
    ] {
        let call = at(base);
        assert_eq!(service::people::passkeys_possible(&call), possible, "{base}");
        assert_eq!(ask_to_enter(&call).await.is_ok(), possible, "{base}");
    }
}

#[tokio::test]
async fn a_copy_of_ones_data_takes_a_fresh_sign_in() {
    let scene = Scene::new().await;
    let (ada, session) = signed_in(&scene, "ada", &[Role::Member]).await;
    let mut device = Device::new(1);
    add(&ada, &session, &mut device).await;
    let told = service::people::own_data(&ada, &session).await.unwrap();
    assert!(told.records.iter().any(|record| record["kind"] == "passkey"));
    for (call, session) in [
        (at(&ada, 15), session.as_str()),
        (ada.clone(), ""),
        (ada.clone(), "x"),
    ] {
        let refused = service::people::own_data(&call, session).await;
        assert!(matches!(refused, Err(Error::SignInAgain)));
    }
    sign_out(&ada, &session).await.unwrap();
    let refused = service::people::own_data(&ada, &session).await;
    assert!(matches!(refused, Err(Error::SignInAgain)));
}
