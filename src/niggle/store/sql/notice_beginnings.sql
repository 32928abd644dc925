SELECT * FROM notice_beginnings
