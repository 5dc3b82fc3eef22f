-- Accounts and databases for a PostgreSQL of your own; run once as its superuser (psql -f). Choose the passwords first.
CREATE ROLE certhall_server LOGIN PASSWORD 'secret-1';
CREATE ROLE certhall_signer LOGIN PASSWORD 'secret-2';
CREATE ROLE certhall_responder LOGIN PASSWORD 'secret-3';
ALTER ROLE certhall_responder SET default_transaction_read_only = on;
CREATE DATABASE certhall OWNER certhall_server TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE certhall_ca OWNER certhall_signer TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE certhall FROM PUBLIC;
REVOKE ALL ON DATABASE certhall_ca FROM PUBLIC;
GRANT CONNECT ON DATABASE certhall_ca TO certhall_responder;
\connect certhall_ca
ALTER DEFAULT PRIVILEGES FOR ROLE certhall_signer GRANT USAGE ON SCHEMAS TO certhall_responder;
ALTER DEFAULT PRIVILEGES FOR ROLE certhall_signer GRANT SELECT ON TABLES TO certhall_responder;
