//! An issuer of one's own: keys, discovery and a JWK set over HTTP, and switches for everything that can go wrong with it.

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpResponse, HttpServer, web};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use dsr::clock::Clock;
use dsr::http::auth::Scope;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, encode};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// This register's name at the issuer.
pub const AUDIENCE: &str = "https://dsr.example.org";

/// One key pair.
pub struct Signer {
    pub kid: String,
    algorithm: Algorithm,
    key: EncodingKey,
    public: Jwk,
}

impl Signer {
    pub fn new(kid: &str, algorithm: Algorithm) -> Self {
        let random = SystemRandom::new();
        let (key, public) = match algorithm {
            Algorithm::ES256 => {
                let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
                (EncodingKey::from_ec_der(pair.as_ref()), None)
            }
            Algorithm::EdDSA => {
                let der = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                let pair = Ed25519KeyPair::from_pkcs8(der.as_ref()).unwrap();
                let public = DecodingKey::from_ed_der(pair.public_key().as_ref());
                (
                    EncodingKey::from_ed_der(der.as_ref()),
                    Some(Jwk::from_decoding_key(&public, Some(algorithm)).unwrap()),
                )
            }
            _ => (Self::rsa(), None),
        };
        let public = public.unwrap_or_else(|| Jwk::from_encoding_key(&key, algorithm).unwrap());
        Self { kid: kid.to_owned(), algorithm, key, public }
    }

    fn rsa() -> EncodingKey {
        // jsonwebtoken wants PKCS #1, which stands behind 26 octets of PKCS #8.
        let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der: aws_lc_rs::encoding::Pkcs8V1Der<'static> = pair.as_der().unwrap();
        EncodingKey::from_rsa_der(&der.as_ref()[26..])
    }

    /// The public half as the issuer publishes it.
    pub fn public(&self) -> Value {
        let mut jwk = serde_json::to_value(&self.public).unwrap();
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk
    }

    /// The header of this key's access tokens.
    pub fn header(&self) -> Header {
        let mut header = Header::new(self.algorithm);
        (header.typ, header.kid) = (Some("at+jwt".into()), Some(self.kid.clone()));
        header
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_with(&self.header(), claims)
    }

    pub fn sign_with(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &self.key).unwrap()
    }
}

/// How the issuer answers.
#[derive(Debug, Clone)]
pub enum Mood {
    Well,
    Status(u16),
    Redirects,
    Endless,
    Gibberish,
    /// Discovery stands where RFC 8414 has it.
    OauthOnly,
    /// Discovery says this.
    Says(Value),
}

struct Shared {
    base: String,
    mood: Mutex<Mood>,
    keys: Mutex<Vec<Value>>,
    cache: Mutex<Option<&'static str>>,
    discovered: AtomicU64,
    fetched: AtomicU64,
}

/// A running issuer.
pub struct TestIssuer {
    pub base: String,
    shared: Arc<Shared>,
    server: ServerHandle,
}

async fn discovery(shared: web::Data<Shared>, request: actix_web::HttpRequest) -> HttpResponse {
    let oauth = request.path().contains("oauth");
    if !oauth {
        shared.discovered.fetch_add(1, Ordering::SeqCst);
    }
    let usual = json!({"issuer": shared.base, "jwks_uri": format!("{}/keys", shared.base)});
    let mood = shared.mood.lock().unwrap().clone();
    match mood {
        Mood::Says(document) if !oauth => HttpResponse::Ok().json(document),
        Mood::OauthOnly if !oauth => HttpResponse::NotFound().finish(),
        Mood::Redirects => HttpResponse::Found().insert_header(("location", "/elsewhere")).finish(),
        Mood::Status(status) => answer(status),
        _ => HttpResponse::Ok().json(usual),
    }
}

fn answer(status: u16) -> HttpResponse {
    HttpResponse::build(actix_web::http::StatusCode::from_u16(status).unwrap()).finish()
}

async fn keys(shared: web::Data<Shared>) -> HttpResponse {
    shared.fetched.fetch_add(1, Ordering::SeqCst);
    let mood = shared.mood.lock().unwrap().clone();
    let mut keys = shared.keys.lock().unwrap().clone();
    match mood {
        Mood::Status(status) => return answer(status),
        Mood::Gibberish => return HttpResponse::Ok().body("<html>maintenance</html>"),
        Mood::Endless => keys.push(json!({"kty": "oct", "k": "A".repeat(300 * 1024)})),
        _ => {}
    }
    let mut response = HttpResponse::Ok();
    if let Some(cache) = *shared.cache.lock().unwrap() {
        response.insert_header(("cache-control", cache));
    }
    response.json(json!({ "keys": keys }))
}

impl TestIssuer {
    /// An issuer that publishes these keys.
    pub fn start(published: &[&Signer]) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = web::Data::new(Shared {
            base: base.clone(),
            mood: Mutex::new(Mood::Well),
            keys: Mutex::default(),
            cache: Mutex::default(),
            discovered: AtomicU64::new(0),
            fetched: AtomicU64::new(0),
        });
        let data = shared.clone();
        let app = move || {
            App::new()
                .app_data(data.clone())
                .route("/.well-known/openid-configuration", web::get().to(discovery))
                .route("/.well-known/oauth-authorization-server", web::get().to(discovery))
                .route("/elsewhere", web::get().to(keys))
                .route("/keys", web::get().to(keys))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        tokio::spawn(server);
        let issuer = Self { base, shared: shared.into_inner(), server: handle };
        issuer.publish(published);
        issuer
    }

    /// From now on these keys, and no others.
    pub fn publish(&self, keys: &[&Signer]) {
        self.publish_raw(keys.iter().map(|key| key.public()).collect());
    }

    pub fn publish_raw(&self, keys: Vec<Value>) {
        *self.shared.keys.lock().unwrap() = keys;
    }

    pub fn mood(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    pub fn cache_control(&self, value: &'static str) {
        *self.shared.cache.lock().unwrap() = Some(value);
    }

    /// How often the service has come for the discovery document.
    pub fn discovered(&self) -> u64 {
        self.shared.discovered.load(Ordering::SeqCst)
    }

    /// How often it has come for the keys.
    pub fn fetched(&self) -> u64 {
        self.shared.fetched.load(Ordering::SeqCst)
    }

    /// Nobody listens any more.
    pub async fn stop(&self) {
        self.server.stop(false).await;
    }

    /// Claims of a token that holds, for the ICB of the examples with every scope.
    pub fn claims(&self) -> Value {
        let now = Clock::system().now().timestamp();
        let scope = Scope::ALL.iter().map(|s| s.code()).collect::<Vec<_>>().join(" ");
        json!({"iss": self.base, "aud": AUDIENCE, "sub": "pat", "client_id": "register-app", "org": "QOQ", "scope": scope,
            "iat": now, "nbf": now, "exp": now + 600})
    }

    /// The same with changes; `null` takes a claim out.
    pub fn claims_with(&self, changes: &Value) -> Value {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims
    }
}
