-- Of what two decoders read differently only what a run is made of counts, and the file is named: look again.
ALTER TABLE second_opinions ADD COLUMN origin VARCHAR DEFAULT '';
DELETE FROM second_opinions;
