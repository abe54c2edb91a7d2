mod invitations;
mod members;
mod organizations;
