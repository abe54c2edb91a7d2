use std::fmt;

/// Something that can be done with a kind of thing: `invoice:write`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action {
    resource: &'static str,
    name: &'static str,
}

impl Action {
    /// An action on a resource. [`statements!`](crate::statements) makes types of them, which a
    /// compiler can check.
    pub const fn new(resource: &'static str, name: &'static str) -> Self {
        Self { resource, name }
    }

    /// With what it is done: `invoice`.
    pub fn resource(self) -> &'static str {
        self.resource
    }

    /// What is done: `write`.
    pub fn name(self) -> &'static str {
        self.name
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.resource, self.name)
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({self})")
    }
}

/// A type that stands for an action, so that a signature can name it.
pub trait Permission: Copy + fmt::Debug + Send + Sync + 'static {
    /// The action.
    const ACTION: Action;
}

impl<P: Permission> From<P> for Action {
    fn from(_: P) -> Self {
        P::ACTION
    }
}

/// Declares what can be done with a kind of thing: a module with a type for each action, and `ALL`
/// of them. See [`access`](crate::access).
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $vis:vis $resource:ident {
        $($(#[$action_doc:meta])* $action:ident = $name:literal),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        #[allow(unreachable_pub, reason = "who declares it decides how far it is seen")]
        $vis mod $resource {
            $(
                $(#[$action_doc])*
                #[derive(Debug, Clone, Copy, PartialEq, Eq)]
                pub struct $action;

                impl $crate::access::Permission for $action {
                    const ACTION: $crate::access::Action =
                        $crate::access::Action::new(stringify!($resource), $name);
                }
            )+

            /// Everything that can be done with it.
            pub const ALL: &[$crate::access::Action] =
                &[$(<$action as $crate::access::Permission>::ACTION),+];
        }
    )+};
}
