SELECT database_id, number FROM revision
