//! The words of the plain mails. ASCII, so that a mail travels as it is written.

use super::Message;

/// What a message says; `{name}` stands for a value of [`Message::values`], `{app}` for the
/// application.
pub(super) struct Words {
    pub(super) subject: &'static str,
    pub(super) paragraphs: &'static [&'static str],
}

pub(super) fn of(message: &Message) -> Words {
    match message {
        Message::VerifyEmail { .. } => VERIFY_EMAIL,
        Message::ResetPassword { .. } => RESET_PASSWORD,
        Message::ConfirmEmailChange { .. } => CONFIRM_EMAIL_CHANGE,
        Message::VerifyNewEmail { .. } => VERIFY_NEW_EMAIL,
        Message::EmailChanged { .. } => EMAIL_CHANGED,
        Message::PasswordChanged => PASSWORD_CHANGED,
        Message::SecondFactorChanged { .. } => SECOND_FACTOR_CHANGED,
        Message::PasskeysChanged { .. } => PASSKEYS_CHANGED,
        Message::AccountsChanged { .. } => ACCOUNTS_CHANGED,
        Message::DeleteAccount { .. } => DELETE_ACCOUNT,
        Message::OneTimeCode { .. } => ONE_TIME_CODE,
        Message::Invitation { .. } => INVITATION,
        Message::SignUpWithExistingAddress => SIGN_UP_WITH_EXISTING_ADDRESS,
    }
}

const VERIFY_EMAIL: Words = Words {
    subject: "Confirm your address for {app}",
    paragraphs: &[
        "Please confirm that this address belongs to your account at {app}:",
        "{url}",
        "If you did not sign up, you need not do anything.",
    ],
};

const RESET_PASSWORD: Words = Words {
    subject: "Choose a new password for {app}",
    paragraphs: &[
        "Somebody asked for a new password for your account at {app}. Choose it here:",
        "{url}",
        "The link works once, for {expires_in}.",
        "If that was not you, ignore this mail; your password stays as it is.",
    ],
};

const CONFIRM_EMAIL_CHANGE: Words = Words {
    subject: "Confirm your new address for {app}",
    paragraphs: &[
        "Your account at {app} is to get another address:",
        "{new_email}",
        "If you want that, open this link. The new address is asked to confirm next.",
        "{url}",
        "If that was not you, do not open the link, and change your password:\n\
         somebody is signed in to your account.",
    ],
};

const VERIFY_NEW_EMAIL: Words = Words {
    subject: "Confirm your new address for {app}",
    paragraphs: &[
        "Please confirm that your account at {app} is to use this address from now on:",
        "{url}",
        "If you do not know of this, you need not do anything.",
    ],
};

const EMAIL_CHANGED: Words = Words {
    subject: "Your address at {app} was changed",
    paragraphs: &[
        "Your account at {app} has a new address:",
        "{new_email}",
        "Mails about it no longer come here. If you did not change it, contact {app}\nat once.",
    ],
};

const PASSWORD_CHANGED: Words = Words {
    subject: "Your password for {app} was changed",
    paragraphs: &[
        "The password of your account at {app} was changed.",
        "If that was not you, reset your password now.",
    ],
};

const SECOND_FACTOR_CHANGED: Words = Words {
    subject: "The second factor of your {app} account was switched {state}",
    paragraphs: &[
        "The second factor of your account at {app} was switched {state}.",
        "If that was not you, change your password now: somebody is signed in to your account.",
    ],
};

const PASSKEYS_CHANGED: Words = Words {
    subject: "A passkey of your {app} account was {change}",
    paragraphs: &[
        "A passkey of your account at {app} was {change}.",
        "If that was not you, look at your passkeys and sessions now: somebody is signed in to\n\
         your account.",
    ],
};

const ACCOUNTS_CHANGED: Words = Words {
    subject: "Sign-in with {way} was {change} your {app} account",
    paragraphs: &[
        "Sign-in with {way} was {change} your account at {app}.",
        "If that was not you, look at your sessions and ways to sign in now: somebody is signed\n\
         in to your account.",
    ],
};

const DELETE_ACCOUNT: Words = Words {
    subject: "Confirm that your {app} account is to be deleted",
    paragraphs: &[
        "This link deletes your account at {app}, for good:",
        "{url}",
        "If you do not want that, do not open the link. If you did not ask for it, change\n\
         your password: somebody is signed in to your account.",
    ],
};

const ONE_TIME_CODE: Words = Words {
    subject: "Your {app} code",
    paragraphs: &[
        "Your code for {app}:",
        "{code}",
        "It works once, for {expires_in}. Tell it to nobody: {app} never asks you for it.",
    ],
};

const INVITATION: Words = Words {
    subject: "You are invited to {organization}",
    paragraphs: &[
        "{inviter} invites you to \"{organization}\" at {app}. See the invitation:",
        "{url}",
        "If you do not know of this, you need not do anything.",
    ],
};

const SIGN_UP_WITH_EXISTING_ADDRESS: Words = Words {
    subject: "You already have an account at {app}",
    paragraphs: &[
        "Somebody tried to sign up at {app} with this address, which already has an\naccount.",
        "If that was you, sign in instead; if you forgot your password, reset it.\n\
         If it was not, you need not do anything: nobody got in.",
    ],
};
