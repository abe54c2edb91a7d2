use better_auth_core::{Timestamp, User, UserId};

/// How many users a page has at most.
pub const MAX_PAGE: u32 = 500;

/// By what users are sorted; the id decides among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserSort {
    /// When they signed up.
    #[default]
    CreatedAt,
    /// When they were last changed.
    UpdatedAt,
    /// What they are called.
    Name,
    /// The address.
    Email,
    /// Their roles, as text; among equals when they signed up.
    Role,
    /// The id.
    Id,
}

/// How two values stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// The same.
    Eq,
    /// Another one.
    Ne,
    /// Less.
    Lt,
    /// Less or the same.
    Lte,
    /// More.
    Gt,
    /// More or the same.
    Gte,
}

/// How a text is compared: a whole text by case, a part of one in any case. Parts are given in
/// lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextMatch {
    /// One of these.
    In(Vec<String>),
    /// None of these.
    NotIn(Vec<String>),
    /// Has this somewhere.
    Contains(String),
    /// Begins with this.
    StartsWith(String),
    /// Ends with this.
    EndsWith(String),
    /// Stands like that to this.
    Is(Compare, String),
}

/// A text of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextField {
    /// The id.
    Id,
    /// The name.
    Name,
    /// The address.
    Email,
    /// The roles, with commas between them.
    Role,
}

/// Something that is or is not so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagField {
    /// Whether the address is proven.
    EmailVerified,
    /// Whether the user is shut out.
    Banned,
}

/// A moment in the life of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MomentField {
    /// The sign-up.
    CreatedAt,
    /// The last change.
    UpdatedAt,
}

/// Which users are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserFilter {
    /// By a text.
    Text(TextField, TextMatch),
    /// By what is so.
    Flag(FlagField, bool),
    /// By a moment.
    Moment(MomentField, Compare, Timestamp),
}

/// In what is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchField {
    /// In the address, which has no capitals.
    Email,
    /// In the name, in any case.
    Name,
}

/// A search: `Contains`, `StartsWith` or `EndsWith`, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSearch {
    /// In what.
    pub field: SearchField,
    /// For what.
    pub text: TextMatch,
}

/// What a list is sorted by, of one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortValue {
    /// A moment.
    Moment(Timestamp),
    /// A text.
    Text(String),
    /// A text, and among equals a moment.
    TextSince(String, Timestamp),
}

/// The last user of the page before: the next page goes on from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// What the list is sorted by.
    pub value: SortValue,
    /// Which one.
    pub id: UserId,
}

impl UserSort {
    /// What a user is sorted by.
    pub fn value(self, user: &User) -> SortValue {
        match self {
            Self::CreatedAt => SortValue::Moment(user.created_at),
            Self::UpdatedAt => SortValue::Moment(user.updated_at),
            Self::Name => SortValue::Text(user.name.clone()),
            Self::Email => SortValue::Text(user.email.as_str().to_owned()),
            Self::Role => SortValue::TextSince(user.role.clone(), user.created_at),
            Self::Id => SortValue::Text(user.id.as_str().to_owned()),
        }
    }
}

/// A page of users.
#[derive(Debug, Clone, Default)]
pub struct UserQuery {
    /// How many, at most [`MAX_PAGE`].
    pub limit: u32,
    /// How many come before the page. Slow where it is large; `after` is not.
    pub offset: u32,
    /// The page goes on from there.
    pub after: Option<After>,
    /// By what they are sorted.
    pub sort: UserSort,
    /// Whether the order is turned round.
    pub descending: bool,
    /// Whose address or name has this.
    pub search: Option<UserSearch>,
    /// Which ones.
    pub filter: Option<UserFilter>,
}

impl UserQuery {
    /// The first page of everybody, oldest first.
    pub fn first(limit: u32) -> Self {
        Self { limit, ..Self::default() }
    }

    /// The page behind this user, of the same list.
    #[must_use]
    pub fn after(mut self, last: &User) -> Self {
        self.after = Some(After { value: self.sort.value(last), id: last.id.clone() });
        self
    }

    /// What begins as it is asked for, if something has to.
    pub fn begins_with(&self) -> Option<SearchField> {
        let search = self.search.as_ref().map(|search| (search.field, &search.text));
        let mut texts = search.into_iter().chain(self.text_filter());
        texts.find(|(_, text)| matches!(text, TextMatch::StartsWith(_))).map(|(field, _)| field)
    }

    /// Whether a part of a name or of an address decides who is listed.
    pub fn is_by_part(&self) -> bool {
        let search = self.search.as_ref().map(|search| &search.text);
        let filter = self.text_filter().map(|(_, text)| text);
        search.into_iter().chain(filter).any(TextMatch::is_part)
    }

    /// The filter, if it is by a name or an address.
    fn text_filter(&self) -> Option<(SearchField, &TextMatch)> {
        match &self.filter {
            Some(UserFilter::Text(TextField::Name, text)) => Some((SearchField::Name, text)),
            Some(UserFilter::Text(TextField::Email, text)) => Some((SearchField::Email, text)),
            _ => None,
        }
    }
}

impl Compare {
    /// Whether two texts stand like that, byte by byte.
    pub fn holds(self, left: &str, right: &str) -> bool {
        match self {
            Self::Eq => left == right,
            Self::Ne => left != right,
            Self::Lt => left < right,
            Self::Lte => left <= right,
            Self::Gt => left > right,
            Self::Gte => left >= right,
        }
    }
}

impl TextMatch {
    fn is_part(&self) -> bool {
        matches!(self, Self::Contains(_) | Self::StartsWith(_) | Self::EndsWith(_))
    }

    /// Whether a text is one of those that are meant.
    pub fn holds(&self, text: &str) -> bool {
        match self {
            Self::In(texts) => texts.iter().any(|it| it == text),
            Self::NotIn(texts) => texts.iter().all(|it| it != text),
            Self::Contains(part) => text.to_lowercase().contains(part),
            Self::StartsWith(part) => text.to_lowercase().starts_with(part),
            Self::EndsWith(part) => text.to_lowercase().ends_with(part),
            Self::Is(compare, other) => compare.holds(text, other),
        }
    }
}

/// How many users there are on all pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// So many.
    Exact(u64),
    /// More than are counted: about so many where everybody is listed, and at least so many where
    /// only some are.
    Estimate(u64),
}

/// Some users, and how many there are.
#[derive(Debug, Clone)]
pub struct UserPage {
    /// The users of this page.
    pub users: Vec<User>,
    /// On all pages.
    pub total: Total,
}
