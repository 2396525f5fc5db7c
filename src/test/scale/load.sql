-- Users with three devices each, for PostgreSQL, into a realm that has opted in:
--   psql -v realm=REALM_ID -v n=1000000 -v prefix=big -f load.sql; then VACUUM ANALYZE
insert into user_entity (id, email_constraint, email_verified, enabled, username, realm_id, created_timestamp, not_before)
select md5(:'prefix' || 'u' || i)::uuid::text, md5(:'prefix' || 'e' || i)::uuid::text, false, true,
       :'prefix' || lpad(i::text, 8, '0'), :'realm', 0, 0
from generate_series(1, :n) i;

insert into credential (id, type, user_id, created_date, user_label, secret_data, credential_data, priority)
select md5(:'prefix' || 'c' || i || '-' || k)::uuid::text, 'otp', md5(:'prefix' || 'u' || i)::uuid::text,
       1700000000000 + i, (array['Phone', 'Tablet', 'Key ring'])[k] || ' ' || i, '{"value":"x"}',
       '{"subType":"' || case when k = 3 then 'hotp' else 'totp' end
           || '","digits":6,"counter":0,"period":30,"algorithm":"HmacSHA1"}', 10 * k
from generate_series(1, :n) i, generate_series(1, 3) k;

insert into mfa_device (realm_id, user_id, credential_id, kind, slot, name_key, search_name, clock_drift, last_step, last_used)
select :'realm', md5(:'prefix' || 'u' || i)::uuid::text, md5(:'prefix' || 'c' || i || '-' || k)::uuid::text,
       case when k = 3 then 'hotp' else 'totp' end, k - 1, md5(i || '-' || k) || md5(k || '-' || i),
       lower((array['Phone', 'Tablet', 'Key ring'])[k] || ' ' || i), 0, -1,
       case when i % 4 = 0 then 0 else 1700000000000 + (i::bigint * 7919 % 10000000000) end
from generate_series(1, :n) i, generate_series(1, 3) k;

insert into mfa_device_tag (realm_id, user_id, credential_id, tag_key_folded, tag_key, tag_value)
select :'realm', md5(:'prefix' || 'u' || i)::uuid::text, md5(:'prefix' || 'c' || i || '-1')::uuid::text,
       'department', 'Department', 'Sales' || (i % 10)
from generate_series(1, :n) i;
