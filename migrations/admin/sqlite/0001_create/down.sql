DROP TABLE IF EXISTS impersonations;
DROP TABLE IF EXISTS admin_turns;
