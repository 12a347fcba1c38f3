-- When somebody was forgotten: what is left of them is a pseudonym that others' records point to.

ALTER TABLE member ADD COLUMN erased_at BIGINT;
