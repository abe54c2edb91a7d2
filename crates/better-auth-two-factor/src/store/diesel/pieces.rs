//! Pieces of the transactions of the store. Macros, because a function would have to be generic
//! over the connections of all databases; they expand where the tables are in scope.

/// Uses a factor up. Says whether it was the user's and unused: one statement decides.
macro_rules! use_factor {
    ($conn:ident, $acceptance:ident) => {
        match &$acceptance.factor {
            Factor::App { secret, step, resealed } => {
                let unused = two_factors::table
                    .filter(two_factors::user_id.eq($acceptance.user.as_str()))
                    .filter(two_factors::secret.eq(*secret))
                    .filter(two_factors::confirmed.eq(true))
                    .filter(two_factors::last_step.lt(*step));
                let sealed = two_factors::secret.eq(resealed.unwrap_or(*secret));
                let used = (two_factors::last_step.eq(*step), sealed);
                ::diesel::update(unused).set(used).execute($conn).await? == 1
            }
            Factor::BackupCode(id) => {
                let code = two_factor_backup_codes::table
                    .filter(two_factor_backup_codes::id.eq(id.as_str()))
                    .filter(two_factor_backup_codes::user_id.eq($acceptance.user.as_str()));
                ::diesel::delete(code).execute($conn).await? == 1
            }
            Factor::MailedCode(proof) => $conn.use_proof(*proof, $acceptance.now).await?.is_some(),
        }
    };
}

/// Opens what a factor opens. Says whether it was there to be opened.
macro_rules! open {
    ($conn:ident, $acceptance:ident) => {
        match &$acceptance.opens {
            Opens::Nothing => true,
            Opens::Raises { session, assurance } => {
                $conn.raise_assurance(session, assurance).await?
            }
            Opens::Session { pending, session, .. } => {
                $conn.use_proof(*pending, $acceptance.now).await?.is_some()
                    && $conn.open_session(session).await?
            }
        }
    };
}

/// Adds a trusted device, in place of what is void and of the one that was not used for longest.
macro_rules! trust {
    ($conn:ident, $device:expr, $now:ident) => {{
        let device: &TrustedDevice = $device;
        let own =
            trusted_devices::table.filter(trusted_devices::user_id.eq(device.user_id.as_str()));
        let void = own.filter(
            trusted_devices::expires_at
                .le($now.to_naive())
                .or(trusted_devices::credential_version.ne(device.credential_version)),
        );
        ::diesel::delete(void).execute($conn).await?;
        let surplus: Vec<String> = own
            .order((trusted_devices::used_at.desc(), trusted_devices::id))
            .offset(MAX_DEVICES - 1)
            .limit(MAX_DEVICES)
            .select(trusted_devices::id)
            .load($conn)
            .await?;
        let surplus = trusted_devices::table.filter(trusted_devices::id.eq_any(surplus));
        ::diesel::delete(surplus).execute($conn).await?;
        let row = DeviceRow::from(device);
        ::diesel::insert_into(trusted_devices::table).values(row).execute($conn).await?;
    }};
}

/// Puts backup codes in the place of those of a user.
macro_rules! replace_codes {
    ($conn:ident, $user:expr, $codes:expr, $now:ident) => {{
        let old = two_factor_backup_codes::table.filter(two_factor_backup_codes::user_id.eq($user));
        ::diesel::delete(old).execute($conn).await?;
        for code in $codes {
            let row = BackupCodeRow::new($user, code, $now);
            let insertion = ::diesel::insert_into(two_factor_backup_codes::table).values(row);
            insertion.execute($conn).await?;
        }
    }};
}
