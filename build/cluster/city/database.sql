-- Once, on the primary: psql -v ON_ERROR_STOP=1 -v demado_password=… -v office_password=… -f database.sql
-- The reception's and the office's, apart: neither can read what the other holds.
create role demado login password :'demado_password';
create role demado_office login password :'office_password';
-- A cancelled commit wait looks like a success to a client; nothing may cancel one.
alter role demado set statement_timeout = 0;
alter role demado set synchronous_commit = 'on';
alter role demado_office set statement_timeout = 0;
alter role demado_office set synchronous_commit = 'on';
create database demado owner demado;
create database demado_office owner demado_office;
revoke connect, temporary on database demado from public;
revoke connect, temporary on database demado_office from public;
