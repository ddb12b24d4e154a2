-- How many responses came in through the form of a survey?
SELECT uniqExact(response) AS responses FROM answers WHERE survey = {survey:String} AND origin IN ('form', 'typed')
