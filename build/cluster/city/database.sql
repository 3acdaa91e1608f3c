-- Once, on the primary: psql -v ON_ERROR_STOP=1 -v demado_password=… -f database.sql
create role demado login password :'demado_password';
-- A cancelled commit wait looks like a success to a client; nothing may cancel one.
alter role demado set statement_timeout = 0;
alter role demado set synchronous_commit = 'on';
create database demado owner demado;
revoke connect, temporary on database demado from public;
