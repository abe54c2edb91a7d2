//! The providers that are known by name.
//!
//! Each declaration says what its provider vouches for. None of them counts an address as
//! verified by anything but a field that the provider documents for that.

mod apple;
mod atlassian;
mod cloudflare;
mod cognito;
mod discord;
mod dropbox;
mod environment;
mod facebook;
mod figma;
mod github;
mod gitlab;
mod google;
mod huggingface;
mod kakao;
mod kick;
mod line;
mod linear;
mod linkedin;
mod microsoft;
mod naver;
mod notion;
mod paybin;
mod paypal;
mod polar;
mod railway;
mod reddit;
mod roblox;
mod salesforce;
mod slack;
mod spotify;
mod tiktok;
mod twitch;
mod twitter;
mod vercel;
mod vk;
mod wechat;
mod zoom;

pub use apple::apple;
pub use atlassian::atlassian;
pub use cloudflare::cloudflare;
pub use cognito::cognito;
pub use discord::discord;
pub use dropbox::dropbox;
pub use environment::{EnvironmentError, Registered, from_env};
pub use facebook::facebook;
pub use figma::figma;
pub use github::github;
pub use gitlab::gitlab;
pub use google::google;
pub use huggingface::huggingface;
pub use kakao::kakao;
pub use kick::kick;
pub use line::line;
pub use linear::linear;
pub use linkedin::linkedin;
pub use microsoft::microsoft;
pub use naver::naver;
pub use notion::notion;
pub use paybin::paybin;
pub use paypal::paypal;
pub use polar::polar;
pub use railway::railway;
pub use reddit::reddit;
pub use roblox::roblox;
pub use salesforce::salesforce;
pub use slack::slack;
pub use spotify::spotify;
pub use tiktok::tiktok;
pub use twitch::twitch;
pub use twitter::twitter;
pub use vercel::vercel;
pub use vk::vk;
pub use wechat::wechat;
pub use zoom::zoom;

use crate::provider::Provider;

/// All of them, by id.
pub fn all() -> Vec<Provider> {
    vec![
        apple(),
        atlassian(),
        cloudflare(),
        cognito(),
        discord(),
        dropbox(),
        facebook(),
        figma(),
        github(),
        gitlab(),
        google(),
        huggingface(),
        kakao(),
        kick(),
        line(),
        linear(),
        linkedin(),
        microsoft(),
        naver(),
        notion(),
        paybin(),
        paypal(),
        polar(),
        railway(),
        reddit(),
        roblox(),
        salesforce(),
        slack(),
        spotify(),
        tiktok(),
        twitch(),
        twitter(),
        vercel(),
        vk(),
        wechat(),
        zoom(),
    ]
}

/// The one with this id.
pub fn find(id: &str) -> Option<Provider> {
    all().into_iter().find(|provider| provider.id() == id)
}

#[cfg(test)]
mod tests;
