mod bans;
mod impersonation;
mod people;
mod roles;
mod sessions;
