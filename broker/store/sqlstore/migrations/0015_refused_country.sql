-- How many logins of a school were refused on a day, by the country of their address: numbers,
-- and no person. day: of UTC, counted from 1970. country: empty where none is known.
CREATE TABLE refused_country (
    school  TEXT   NOT NULL,
    day     BIGINT NOT NULL,
    country TEXT   NOT NULL,
    refused BIGINT NOT NULL,
    PRIMARY KEY (school, day, country)
);
