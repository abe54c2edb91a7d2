//! What a plugin is.
//!
//! A plugin is one value that the application hands to the builder. It brings routes, tables,
//! hooks into the life of users and sessions, rate rules and error codes; everything is typed,
//! and nothing hangs on a path string.
//!
//! [`Plugin`] is generic over the adapter only where it is plugged in: a plugin with tables writes
//! `impl<A: InvoiceStore> Plugin<A> for InvoicePlugin`, so that an adapter without that store is
//! a compile error. Inside, it holds an `Arc<dyn InvoiceStore>`. `cargo xtask new-plugin` writes a
//! whole one.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::response::Response;
use http::HeaderValue;
use http::request::Parts;
use utoipa_axum::router::OpenApiRouter;

use crate::access::Action;
use crate::api::{SessionField, UserField};
use crate::auth::Auth;
use crate::config::{ConfigError, Settings};
use crate::consequences::Consequences;
use crate::entity::{Session, User, UserChanges};
use crate::error::{ApiError, ErrorCode};
use crate::extract::RequestFacts;
use crate::id::UserId;
use crate::layer::csrf::ForeignForm;
use crate::layer::rate_limit::RateRule;
use crate::migration::MigrationSet;
use crate::redirect::SafeRedirect;
use crate::sign_in::SignIn;
use crate::store::StoreResult;

/// A part of the framework that an application switches on.
pub trait Plugin<A>: fmt::Debug + Send + Sync + 'static {
    /// Names the plugin, in kebab case; unique in an application.
    fn name(&self) -> &'static str;

    /// Refuses settings that the plugin can not work with.
    ///
    /// # Errors
    /// [`ConfigError`], which names the setting and a value that would work.
    fn check(&self, _settings: &Settings) -> Result<(), ConfigError> {
        Ok(())
    }

    /// The tables that the plugin owns.
    fn migrations(&self) -> Option<MigrationSet> {
        None
    }

    /// Whether the events of every change are written to the [audit log](crate::audit) while the
    /// plugin is on. A plugin that says so brings the tables.
    fn audits(&self) -> bool {
        false
    }

    /// What the plugin does in the life of users and sessions.
    fn hooks(&self, _adapter: &Arc<A>) -> Option<Arc<dyn Hooks>> {
        None
    }

    /// Limits for the plugin's routes that are stricter than the general one.
    fn rate_rules(&self) -> Vec<RateRule> {
        Vec::new()
    }

    /// The plugin's routes to which pages of other sites may post a form.
    fn foreign_forms(&self) -> &'static [ForeignForm] {
        &[]
    }

    /// The plugin's tables whose rows let somebody in, each with a column `user_id`. When a reset
    /// proves an address that nobody had proven, the rows of that user go: whoever made them may be
    /// somebody else.
    fn credential_tables(&self) -> &'static [&'static str] {
        &[]
    }

    /// Those of the plugin's routes, relative to the base path, that take the session of a
    /// [credential of a plugin's own](Hooks::authenticate), such as an API key. On every other
    /// route of the framework such a credential counts for nothing: what changes credentials,
    /// sessions or accounts is for people who signed in. Routes of the application take both.
    fn open_to_credentials(&self) -> &'static [&'static str] {
        &[]
    }

    /// The plugin's routes, as `/invoice/list`, that can be used by somebody who [acts in the name
    /// of another](Session::impersonated_by). Default: none; such a session is refused with
    /// `IMPERSONATED_SESSION` wherever it is not expected, above all where credentials change.
    fn open_to_impersonation(&self) -> &'static [&'static str] {
        &[]
    }

    /// The error codes of the plugin.
    fn error_codes(&self) -> &'static [ErrorCode] {
        &[]
    }

    /// The columns of the user that show on the wire while the plugin is on.
    fn user_fields(&self) -> &'static [UserField] {
        &[]
    }

    /// The columns of the session that show on the wire while the plugin is on.
    fn session_fields(&self) -> &'static [SessionField] {
        &[]
    }

    /// The plugin's routes and the service that server code calls without HTTP.
    fn mount(&self, auth: &Auth, adapter: &Arc<A>) -> Mounted;
}

/// A plugin that hands out a typed service: the same actions as its routes, without HTTP.
pub trait Service {
    /// A cheap handle, usually around an `Arc`.
    type Handle: Clone + Send + Sync + 'static;
}

/// What a plugin adds to the application.
pub struct Mounted {
    pub(crate) router: OpenApiRouter,
    pub(crate) service: Option<(TypeId, Arc<dyn Any + Send + Sync>)>,
}

impl Mounted {
    /// Routes, relative to the base path.
    pub fn routes(router: OpenApiRouter) -> Self {
        Self { router, service: None }
    }

    /// Adds the typed service of the plugin `P`.
    #[must_use]
    pub fn with_service<P: Service + 'static>(mut self, handle: P::Handle) -> Self {
        self.service = Some((TypeId::of::<P>(), Arc::new(handle)));
        self
    }
}

impl fmt::Debug for Mounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mounted").finish_non_exhaustive()
    }
}

/// Why somebody is to prove that an address is theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofOccasion {
    /// The account is being made, and opens no session before the address is proven.
    SignUp,
    /// The account is being made, and may be used at once.
    SignUpWithSession,
    /// Somebody signs up with an address that has an account, and must not learn that. What is
    /// added does the same work as at a [`SignUp`](Self::SignUp); it must not refer to the user,
    /// who is not stored.
    SignUpWithTakenAddress,
    /// A sign-in was refused only because the address is not proven.
    RefusedSignIn,
}

/// Somebody who is to prove that an address is theirs.
#[derive(Debug)]
pub struct AddressProof<'a> {
    /// Who; at a sign-up with a taken address somebody who is not stored.
    pub user: &'a User,
    /// Why.
    pub occasion: ProofOccasion,
    /// Where the link leads in the end.
    pub callback: Option<&'a SafeRedirect>,
}

/// What a plugin says to a sign-in whose user is verified and whose session does not exist yet.
#[derive(Debug)]
pub enum Decision {
    /// Nothing against it.
    Continue,
    /// Nothing against it, and this `Set-Cookie` goes out with the session's.
    ContinueWith(HeaderValue),
    /// The user must prove more first. The response goes to the client instead of a session, and
    /// the sign-in waits: [`PendingSignIn`](crate::sign_in::PendingSignIn). Counts for nothing
    /// when the sign-in [is a completion](SignIn::is_completion).
    Challenge(Box<Response>),
    /// No.
    Refuse(ApiError),
}

/// What somebody may do in an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganizationAccess {
    /// They are no member, or there is no such organization.
    NotMember,
    /// They are a member who may not.
    Denied,
    /// They may.
    Granted,
}

/// Hooks into the life of users and sessions. Every method has a default that does nothing.
#[async_trait]
pub trait Hooks: fmt::Debug + Send + Sync {
    /// Asked before any session exists, whatever the door. A refusal by any plugin wins over a
    /// challenge by another.
    ///
    /// # Errors
    /// A failure stops the sign-in.
    async fn before_session(
        &self,
        _auth: &Auth,
        _sign_in: &SignIn<'_>,
    ) -> Result<Decision, ApiError> {
        Ok(Decision::Continue)
    }

    /// Says why somebody may not act at all at the moment, whatever they prove: they are banned.
    /// Asked before [`before_session`](Self::before_session) at every sign-in, and whenever a
    /// credential is used that needs no sign-in, such as an API key. The answer is the refusal.
    ///
    /// # Errors
    /// A failure stops the request.
    async fn user_barred(&self, _auth: &Auth, _user: &User) -> Result<Option<ApiError>, ApiError> {
        Ok(None)
    }

    /// Somebody signs out of a browser. A plugin that let it keep more than the one session, such as
    /// that of an administrator who acts in the name of a user, ends that too, and answers the
    /// cookies that make the browser forget it.
    ///
    /// # Errors
    /// A failure stops the request; the session is over.
    async fn signing_out(
        &self,
        _auth: &Auth,
        _request: &RequestFacts,
    ) -> Result<Vec<HeaderValue>, ApiError> {
        Ok(Vec::new())
    }

    /// Says whether somebody may do something in an organization. Only the plugin that owns
    /// organizations answers; `None` is no answer.
    ///
    /// # Errors
    /// A failure stops the request.
    async fn organization_access(
        &self,
        _auth: &Auth,
        _user: &UserId,
        _organization: &str,
        _action: Action,
    ) -> Result<Option<OrganizationAccess>, ApiError> {
        Ok(None)
    }

    /// Says whether there is such an organization. Only the plugin that owns organizations
    /// answers; `None` is no answer.
    ///
    /// # Errors
    /// A failure stops the request.
    async fn organization_exists(
        &self,
        _auth: &Auth,
        _organization: &str,
    ) -> Result<Option<bool>, ApiError> {
        Ok(None)
    }

    /// Deletes rows of the plugin that have expired, at most [`SWEEP_BATCH`](crate::store::SWEEP_BATCH).
    /// Says how many; part of [`Auth::sweep`].
    ///
    /// # Errors
    /// When the store fails.
    async fn sweep(&self, _auth: &Auth) -> StoreResult<u64> {
        Ok(0)
    }

    /// Recognises a credential of the plugin's own (an API key) when the request carries no
    /// session token. It is asked on routes of the application, and on those of the framework that
    /// are [open to it](Plugin::open_to_credentials). [`Auth::credential_session`] makes the
    /// session.
    ///
    /// # Errors
    /// A failure stops the request.
    async fn authenticate(
        &self,
        _auth: &Auth,
        _request: &Parts,
    ) -> Result<Option<(Session, User)>, ApiError> {
        Ok(None)
    }

    /// Somebody is to prove that they receive mail at the address of their account. The plugin
    /// that sends such mails adds a token and a mail to the consequences of what is under way.
    ///
    /// # Errors
    /// A failure stops the request.
    async fn prove_address(
        &self,
        _auth: &Auth,
        _proof: &AddressProof<'_>,
        _consequences: &mut Consequences,
    ) -> Result<(), ApiError> {
        Ok(())
    }

    /// After a user was created, before the first session.
    ///
    /// # Errors
    /// A failure stops the request; the user stays.
    async fn user_created(&self, _auth: &Auth, _user: &User) -> Result<(), ApiError> {
        Ok(())
    }

    /// Before a user changes: a plugin that owns columns checks what is to become of them, and
    /// may put them into the form that is stored.
    ///
    /// # Errors
    /// A failure stops the change.
    async fn before_user_updated(
        &self,
        _auth: &Auth,
        _user: &User,
        _changes: &mut UserChanges,
    ) -> Result<(), ApiError> {
        Ok(())
    }

    /// What to tell the client when a unique index that belongs to the plugin refuses a user.
    fn explain_conflict(&self, _index: &str) -> Option<ErrorCode> {
        None
    }

    /// After a user was changed.
    ///
    /// # Errors
    /// A failure is answered with its error; the change stays.
    async fn user_updated(&self, _auth: &Auth, _user: &User) -> Result<(), ApiError> {
        Ok(())
    }

    /// Before a user is deleted, with everything that is theirs.
    ///
    /// # Errors
    /// A failure stops the deletion, for example of the last owner of something.
    async fn before_user_deleted(&self, _auth: &Auth, _user: &User) -> Result<(), ApiError> {
        Ok(())
    }

    /// How many ways into the account of a user the plugin knows, beside those of
    /// [`AccountStore`](crate::store::AccountStore): the last account is only removed where there is
    /// another way in. A plugin that answers more than 0 calls `outdate_credentials` in the
    /// transaction that removes one of its ways in, so that of two that are removed at once one
    /// stays.
    ///
    /// # Errors
    /// A failure stops the request.
    async fn ways_in(&self, _auth: &Auth, _user: &crate::id::UserId) -> Result<usize, ApiError> {
        Ok(0)
    }

    /// After every plugin has agreed to the deletion of a user, and right before it: the place for
    /// what can not be taken back, such as handing over what is theirs.
    ///
    /// # Errors
    /// A failure stops the deletion.
    async fn user_being_deleted(&self, _auth: &Auth, _user: &User) -> Result<(), ApiError> {
        Ok(())
    }

    /// After sessions of a user ended: all of them, or the one that is named.
    ///
    /// # Errors
    /// A failure is answered with 500; the sessions stay ended.
    async fn session_ended(
        &self,
        _auth: &Auth,
        _user: &UserId,
        _session: Option<&crate::id::SessionId>,
    ) -> Result<(), ApiError> {
        Ok(())
    }
}
