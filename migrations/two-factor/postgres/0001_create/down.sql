DROP TABLE IF EXISTS trusted_devices;
DROP TABLE IF EXISTS two_factor_backup_codes;
DROP TABLE IF EXISTS two_factors;
